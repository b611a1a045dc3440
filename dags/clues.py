"""### 找人

把核验通过的名单与救助名册、未办结线索比对, 找出需要帮助而尚未纳入的人, 生成线索清单和转办单。

1. **冻结本次输入**: 记下用哪些名单、哪一份名册; 没有新名单时到此为止。
2. **整理名单**: 每类名单单独整理姓名、身份证号、地址; 一类出错不影响其他。
3. **比对 → 分办 → 入账 → 中心出表**: 每人必有去向 (已在册、疑似在册、新增线索、并入、非本区、待定), 总表在 `outbox/中心/`。
4. **签发**: 核对、编文号、出转办单。`schemas/district.yml` 的 `release.automatic` 里有的频次自动签发; 没有的启动“签发”流程, 等人在待办里同意。

收件流程发现名单报齐 (或逾期) 时自动启动; 每周一、每月 5 日、12 月 31 日的 18:00 (遇休息日顺延) 和工作时段每小时 (即时) 再查一遍。
需要按某一天重做时: 点“触发”, 填写**业务日期**。整次运行显示“失败”时请点开红色任务查看日志; 重试不会产生重复线索。
"""

from datetime import timedelta

from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import AssetOrTimeSchedule, CronTriggerTimetable, Param, TriggerRule, dag, task
from zhaoren_airflow import tasks
from zhaoren_airflow.assets import CADENCES, POOL, TASK_DEFAULTS, TIMEZONE, WAKE
from zhaoren_airflow.timetables import WorkdayTimetable

TIMETABLES = {
    "event": CronTriggerTimetable("0 8-18 * * *", timezone=TIMEZONE),
    "weekly": WorkdayTimetable(weekday=1),
    "monthly": WorkdayTimetable(day=5),
    "annual": WorkdayTimetable(month=12, day=31),
}
RUN_ID = "{{ ti.xcom_pull(task_ids='prepare')[0]['run_id'] }}"


def clues(cadence: str) -> None:
    @dag(
        dag_id=f"clues_{cadence}",
        dag_display_name=f"找人·{CADENCES[cadence]}",
        description=f"{CADENCES[cadence]}名单比对, 生成线索清单和转办单",
        doc_md=__doc__,
        schedule=AssetOrTimeSchedule(timetable=TIMETABLES[cadence], assets=[WAKE[cadence]]),
        catchup=False,
        max_active_runs=1,
        dagrun_timeout=timedelta(hours=6),
        default_args=TASK_DEFAULTS,
        params={"as_of": Param(None, type=["null", "string"], format="date", title="业务日期", description="不填: 运行当天")},
        tags=["找人", CADENCES[cadence]],
    )
    def flow() -> None:
        @task.short_circuit(task_display_name="冻结本次输入", pool=POOL)
        def prepare(params=None, dag_run=None) -> list[dict[str, str]]:
            return tasks.prepare(cadence, params["as_of"], dag_run.start_date or dag_run.run_after)

        @task(task_display_name="整理名单", map_index_template="{{ task.op_kwargs['feed'] }}")
        def standardise(run_id: str, feed: str) -> dict[str, object]:
            return tasks.standardise(run_id, feed)

        @task(task_display_name="比对", trigger_rule=TriggerRule.ALL_DONE_MIN_ONE_SUCCESS)
        def link(steps: list[dict[str, str]]) -> dict[str, object]:
            return tasks.link(steps)

        @task(task_display_name="分办")
        def triage(steps: list[dict[str, str]]) -> dict[str, object]:
            return tasks.triage(steps)

        @task(task_display_name="入账", pool=POOL)
        def commit(steps: list[dict[str, str]]) -> dict[str, object]:
            return tasks.commit(steps)

        @task(task_display_name="中心出表", pool=POOL)
        def publish(steps: list[dict[str, str]]) -> dict[str, object]:
            return tasks.publish(steps)

        @task.branch(task_display_name="是否自动签发")
        def choose(steps: list[dict[str, str]]) -> str:
            return "let_go" if tasks.goes_out_by_itself(steps) else "ask"

        @task(task_display_name="自动签发出单", pool=POOL)
        def let_go(steps: list[dict[str, str]]) -> dict[str, object]:
            return tasks.let_go(steps)

        ask = TriggerDagRunOperator(
            task_id="ask",
            task_display_name="请人签发",
            trigger_dag_id="release",
            trigger_run_id=f"release__{RUN_ID}",
            conf={"run_id": RUN_ID},
            skip_when_already_exists=True,
        )
        steps = prepare()
        standardised = standardise.expand_kwargs(steps)
        standardised >> EmptyOperator(task_id="all_standardised", task_display_name="名单全部整理完毕")
        standardised >> link(steps) >> triage(steps) >> commit(steps) >> publish(steps) >> choose(steps) >> [let_go(steps), ask]

    flow()


for each in CADENCES:
    clues(each)
