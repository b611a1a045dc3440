"""### 月报、通报稿、回访表和抽样核查表

每月 1 日 09:00 做上个月的报表,放在 `outbox/中心/月报/`:

1. **月报_<月份>.xlsx**: 各单位办结情况(上期结转 + 本月转办 = 办结 + 在办 + 退回)、办理结果、各来源和各分级规则的转化情况,都带图。
2. **通报稿_<月份>.docx**: 数字已填好的通报草稿,超期未办的单位列名;请核对后使用。

3. **回访表_<月份>.xlsx**(`outbox/中心/回访/`): 上月反馈的件里,给了救助的全部、红橙级不符合的全部、其余按比例抽查;没抽到的直接办结。填好放回 `inbox/中心/回访/`。
4. **抽样核查表_<样本编号>.xlsx**(`outbox/中心/抽样核查/`): 上月比对的结果里抽一些,不写结论,请人逐对核实是否同一人。填好放回 `inbox/中心/人工研判/`;
   比对为已在册、核实不是同一人的,自动转为线索;月报的“漏派估计”表按核实结果估计漏派人数。

按月末以前收到的反馈统计,以后再做结果不变。显示失败并提示 does not balance 时是程序的问题,报表不会写出,请联系维护人员。
需要补做某一个月时: 点“触发”, 填写**月份**,如 2026-10。
"""

from datetime import timedelta

from airflow.sdk import CronTriggerTimetable, Param, dag, task
from zhaoren_airflow import tasks
from zhaoren_airflow.assets import POOL, TASK_DEFAULTS, TIMEZONE


@dag(
    dag_id="reports",
    dag_display_name="月报、回访和抽样核查",
    description="每月初做上个月的办结统计、通报稿、回访表和抽样核查表",
    doc_md=__doc__,
    schedule=CronTriggerTimetable("0 9 1 * *", timezone=TIMEZONE),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=1),
    default_args=TASK_DEFAULTS,
    params={"month": Param(None, type=["null", "string"], title="月份", description="如 2026-10; 不填: 上个月")},
    tags=["找人", "月报"],
)
def reports() -> None:
    @task(task_display_name="写月报和通报稿", pool=POOL)
    def monthly(params=None, dag_run=None) -> dict[str, object]:
        return tasks.monthly(params["month"], dag_run.run_after)

    @task(task_display_name="抽取回访对象", pool=POOL)
    def visits(params=None, dag_run=None) -> dict[str, object]:
        return tasks.draw_visits(params["month"], dag_run.run_after)

    @task(task_display_name="抽取盲核样本", pool=POOL)
    def sample(params=None, dag_run=None) -> dict[str, object]:
        return tasks.draw_sample(params["month"], dag_run.run_after)

    monthly() >> visits() >> sample()


reports()
