"""### 收件

各部门把名单放进 `inbox/<部门>/<报送名称>/`, 几秒钟内自动收件; 另外每 15 分钟巡查一次所有文件夹, 不会漏件。

1. **收取文件**: 传输完成的文件归档 (内容不变, 同一文件重复报送只算一次)。
2. **核验**: 每类名单单独核验, 在 `receipts/` 写中文回执; 一类名单有问题不影响其他名单。
3. **判断应启动的比对**: 即时名单随到随办; 每周、每月、年度名单报齐或逾期后启动。
4. **整理数据质量页面**: 有新核验的名单时, 更新 `outbox/中心/数据质量/`, 双击其中的 index.html 查看 (不联网也能看)。
5. **启动即时 / 每周 / 每月 / 年度比对**: 叫醒对应的找人流程。

整次运行显示“失败”, 表示某类名单核验时程序出错 (已自动重试两次): 请点开红色任务查看日志。
名单本身有错不算失败, 回执里会写明原因和改正办法。
"""

from datetime import timedelta

from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import AssetOrTimeSchedule, CronTriggerTimetable, TriggerRule, dag, task
from zhaoren_airflow import tasks
from zhaoren_airflow.assets import CADENCES, INBOX, POOL, TASK_DEFAULTS, TIMEZONE, WAKE


@dag(
    dag_id="intake",
    dag_display_name="收件",
    description="收取各部门名单, 核验并写回执",
    doc_md=__doc__,
    schedule=AssetOrTimeSchedule(timetable=CronTriggerTimetable("*/15 * * * *", timezone=TIMEZONE), assets=[INBOX]),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=2),
    default_args=TASK_DEFAULTS,
    tags=["找人", "收件"],
)
def intake() -> None:
    @task(task_display_name="收取文件", pool=POOL)
    def sweep() -> list[dict[str, object]]:
        return tasks.sweep()

    @task(task_display_name="核验并写回执", map_index_template="{{ task.op_kwargs['table'] }}")
    def check(table: str, drop_ids: list[str]) -> dict[str, object]:
        return tasks.check(table, drop_ids)

    @task(task_display_name="整理数据质量页面", trigger_rule=TriggerRule.ALL_DONE)
    def data_docs() -> dict[str, object]:
        return tasks.data_docs()

    @task.branch(task_display_name="判断应启动的比对", pool=POOL, trigger_rule=TriggerRule.ALL_DONE)
    def choose(dag_run=None) -> list[str]:
        return [f"wake_{cadence}" for cadence in tasks.due_cadences(dag_run.run_after)]

    checked = check.expand_kwargs(sweep())
    checked >> EmptyOperator(task_id="all_checked", task_display_name="全部核验完毕", trigger_rule=TriggerRule.NONE_FAILED)
    checked >> data_docs()
    (
        checked
        >> choose()
        >> [
            EmptyOperator(task_id=f"wake_{cadence}", task_display_name=f"启动{word}比对", outlets=[WAKE[cadence]])
            for cadence, word in CADENCES.items()
        ]
    )


intake()
