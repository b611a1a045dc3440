"""### 签发

一个批次的线索已经入账、中心总表已经出来, 转办单等人签发。每个批次一次运行, 互不等待。

1. **核对**: 人数与去向对得上, 没有不应转出的内容, 没有一人两条在办线索, 名册没有过期。有问题时这一步显示“失败”, 说明在日志里。
2. **等人签发**: 在“待办”里看各单位的件数, 点“签发”或“暂不签发”; 签发人不填时记登录的用户。
3. **编号出单**: 文号这时才编, 当年连续; 转办单、登记表、反馈表同时出现在各单位的文件夹。

暂不签发的批次不会丢: 线索照常在办, 以后再触发本流程 (填写批次), 或用 `zhaoren release 批次 --by 签发人`。重复签发不会重复编号。
"""

from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import Param, dag, task
from zhaoren_airflow import tasks
from zhaoren_airflow.assets import POOL, TASK_DEFAULTS


@dag(
    dag_id="release",
    dag_display_name="签发",
    description="核对一个批次, 等人签发, 编文号, 出转办单",
    doc_md=__doc__,
    schedule=None,
    max_active_runs=16,
    default_args=TASK_DEFAULTS,
    params={"run_id": Param(type="string", minLength=1, title="批次", description="如 weekly-2026-12-14-01")},
    tags=["找人", "签发"],
)
def release() -> None:
    @task(task_display_name="核对", pool=POOL)
    def look(params=None, dag_run=None) -> str:
        return tasks.look(params["run_id"], dag_run.start_date or dag_run.run_after)

    approve = HITLOperator(
        task_id="approve",
        task_display_name="等人签发",
        subject="签发批次 {{ params.run_id }}",
        body="{{ ti.xcom_pull(task_ids='look') }}",
        options=[tasks.RELEASE, tasks.KEEP_BACK],
        params={"by": Param(None, type=["null", "string"], title="签发人", description="不填: 登录的用户")},
        execution_timeout=None,
    )

    @task(task_display_name="编号出单", pool=POOL)
    def send(answer: dict[str, object], params=None) -> dict[str, object]:
        return tasks.release(params["run_id"], answer)

    look() >> approve
    send(approve.output)


release()
