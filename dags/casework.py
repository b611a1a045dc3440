"""### 转办单督办

每天 08:40 查一遍转办单。休息日不发;每个单位每天最多一份,没有到期的不发;同一天重复运行不会重发。

| 什么时候 | 发什么 | 放在哪里 |
|---|---|---|
| 时限前 1 个工作日 | 蓝色**提醒** | `outbox/镇街/<单位>/督办/办理提醒_<日期>.docx` |
| 时限后 1 个工作日 | 黄色**催办通知书** | 同一文件夹 |
| 催办后满 5 个工作日 | 红色**督办通知书**,并列入**通报名单** | 同一文件夹; `outbox/中心/督办/通报名单_<日期>.docx` |

天数在 `schemas/district.yml` 的 `casework.supervision` 里改。退回的件时限停止,不催承办单位,由中心决定: 列在 `outbox/中心/全部在办.xlsx` 最前面和「退回待核定」页(每天重做)。哪天没有运行,下一个工作日补上;没有催办过的不会直接督办。
显示失败并提示工作日安排尚未录入时, 请填写 `schemas/lookups/calendar.yml` 后点“清除”重试。
需要补看某一天时: 点“触发”, 填写**业务日期**; 后来的日子已经发过时, 以前的日子不再补发。
"""

from datetime import timedelta

from airflow.sdk import CronTriggerTimetable, Param, dag, task
from zhaoren_airflow import tasks
from zhaoren_airflow.assets import POOL, TASK_DEFAULTS, TIMEZONE


@dag(
    dag_id="casework",
    dag_display_name="转办单督办",
    description="每天给到期未反馈的单位写提醒、催办和督办",
    doc_md=__doc__,
    schedule=CronTriggerTimetable("40 8 * * *", timezone=TIMEZONE),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=1),
    default_args=TASK_DEFAULTS,
    params={"as_of": Param(None, type=["null", "string"], format="date", title="业务日期", description="不填: 运行当天")},
    tags=["找人", "督办"],
)
def casework() -> None:
    @task(task_display_name="写提醒、催办和督办", pool=POOL)
    def supervise(params=None, dag_run=None) -> dict[str, object]:
        return tasks.supervise(params["as_of"], dag_run.run_after)

    supervise()


casework()
