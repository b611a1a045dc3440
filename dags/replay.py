"""### 重算核对

审计时用: 按存档把一个批次(或一段时间的全部批次)从头再算一遍, 与当时留存的逐字节核对。不读台账, 也不改动任何数据。

1. **重算**: 用当时冻结的名单、名册、研判结论和当时的规则重做整理、比对、分办、出表; 已签发的连同转办单一起重做。
2. **报告**: 写到 `outbox/中心/重算核对/`, 一个工作簿和一份 JSON: 每个批次一致、不一致或无法重算; 不一致的写明哪个环节、哪条记录、哪一项。
3. **结论**: 有不一致或无法重算的, 这一步显示“失败”, 请打开报告看。

点“触发”, 填写**批次**, 或填写**起始日期**(和截止日期), 两样只填一样。规则、名册后来改过都不要紧: 用的是当时的。
"""

from datetime import timedelta

from airflow.sdk import Param, dag, task
from zhaoren_airflow import tasks
from zhaoren_airflow.assets import TASK_DEFAULTS


@dag(
    dag_id="replay",
    dag_display_name="重算核对",
    description="按存档重算批次, 与当时留存的逐字节核对, 写报告",
    doc_md=__doc__,
    schedule=None,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=12),
    default_args=TASK_DEFAULTS,
    params={
        "run_id": Param(None, type=["null", "string"], title="批次", description="如 weekly-2026-12-14-01"),
        "since": Param(None, type=["null", "string"], format="date", title="起始日期", description="这一天起的全部批次"),
        "until": Param(None, type=["null", "string"], format="date", title="截止日期", description="不填: 到最近的批次"),
    },
    tags=["找人", "审计"],
)
def replay() -> None:
    @task(task_display_name="重算并写报告", execution_timeout=timedelta(hours=11))
    def play(params=None, dag_run=None) -> dict[str, object]:
        return tasks.replay(params["run_id"], params["since"], params["until"], dag_run.start_date or dag_run.run_after)

    @task(task_display_name="结论")
    def conclude(played: dict[str, object]) -> str:
        return tasks.conclude(played)

    conclude(play())


replay()
