"""### 报送情况、催报和审计封存

每天 08:30 查一遍各部门、各镇街的名单是否报齐, 并给审计记录写一张封存单。

1. **写报送情况表**: `outbox/中心/报送情况/` 里每天一份, 各项报送每个时段是按时、逾期、零报告还是未报, 以及各单位考评。
2. **写催报通知**: 工作日给逾期未报的单位各写一份通知, 放进它自己的 `receipts/` 文件夹。逾期后第一个工作日催一次, 以后每 5 个工作日再催一次
   (`schemas/district.yml` 可改); 休息日不催, 每个单位每天最多一份, 同一天重复运行不会重发。
3. **写审计封存单**: `outbox/中心/审计封存/` 里每天一份, 请打印后分开保管。审计记录被改动、删除过时这一步显示失败, 请运行 `zhaoren audit verify`。

即时报送没有固定时段, 只统计逾期, 不催报。“写催报通知”显示失败并提示工作日安排尚未录入时, 请填写 `schemas/lookups/calendar.yml` 后点“清除”重试。
需要看某一天的情况时: 点“触发”, 填写**业务日期**; 后来的日子已经催过时, 以前的日子不再补发通知。
"""

from datetime import timedelta

from airflow.sdk import CronTriggerTimetable, Param, dag, task
from zhaoren_airflow import tasks
from zhaoren_airflow.assets import POOL, TASK_DEFAULTS, TIMEZONE


@dag(
    dag_id="feeds",
    dag_display_name="报送情况与催报",
    description="每天写报送情况表和审计封存单, 工作日催报逾期未报的单位",
    doc_md=__doc__,
    schedule=CronTriggerTimetable("30 8 * * *", timezone=TIMEZONE),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=1),
    default_args=TASK_DEFAULTS,
    params={"as_of": Param(None, type=["null", "string"], format="date", title="业务日期", description="不填: 运行当天")},
    tags=["找人", "报送"],
)
def feeds() -> None:
    @task(task_display_name="写报送情况表", pool=POOL)
    def overview(params=None, dag_run=None) -> str:
        return tasks.overview(params["as_of"], dag_run.run_after)

    @task(task_display_name="写催报通知", pool=POOL)
    def remind(params=None, dag_run=None) -> list[dict[str, object]]:
        return tasks.remind(params["as_of"], dag_run.run_after)

    @task(task_display_name="写审计封存单", pool=POOL)
    def anchor(dag_run=None) -> str:
        return tasks.anchor(dag_run.run_after)

    overview() >> remind()
    anchor()


feeds()
