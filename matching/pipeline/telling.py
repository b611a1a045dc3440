"""A lineage in Chinese, part by part.

Belongs here: the words. Does not belong here: finding what is told (matching.pipeline.lineage) and drawing it (matching.audit.passages,
matching.cli_why).
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from matching.audit import Passage, facts, write_case_file
from matching.calendar import say_day
from matching.findings import Verdict
from matching.installation import Installation
from matching.link.reasons import DECISIONS, reasons
from matching.link.searched import found, number
from matching.link.spoken import signed
from matching.pipeline.explain import Answer
from matching.pipeline.lineage import NAMED, Lineage
from matching.shapes import Bucket

Row = dict[str, Any]
FATES = {"set_aside": "退回更正", "repeated": "与以前报送的相同", "withdrawn": "已撤回"}
AGAINST = {"roll": "对名册", "open": "对在办线索"}
ASKED = {
    "open": "等待研判",
    "same": "同一人",
    "different": "不是",
    "unsure": "无法判断",
    "lapsed": "到期未研判",
    "contested": "意见不一",
    "sampled": "抽样核查",
}
STANDARD = {
    "name_clean": "姓名", "name_key": "姓名(比对用)", "id_clean": "证件号码", "id_status": "号码校验", "birth": "出生日期", "birth_from": "出生日期取自",
    "sex_clean": "性别", "phone_clean": "电话", "guardian_id_clean": "监护人号码", "unit": "居住地单位", "unit_from": "单位取自", "area": "居住地",
    "register_unit": "户籍地单位", "register_area": "户籍地", "birth_stated": "自报出生日期", "sex_stated": "自报性别", "village_clean": "村(社区)", "house": "门牌",
}  # fmt: skip
STATUS = {
    "valid": "有效", "checksum": "校验位不符", "masked": "有遮盖", "damaged": "残缺", "malformed": "格式不对", "missing": "没有",
    "id": "证件号码", "column": "报送的列", "township": "镇街列", "address": "地址", "village": "村(社区)", "inside": "本区", "outside": "非本区",
    "undecided": "待定", "unknown": "不明",
}  # fmt: skip


def passages(installation: Installation, told: Lineage) -> list[Passage]:
    """The parts of a lineage: the roll's entries of a person; of every row where it came from, what it said, what became of it and why; of
    every clue its level, slips, events."""
    parts = [_roll(told)] if told.roll else []
    for place, row in enumerate(told.rows, start=1):
        prefix = f"{place}. " if len(told.rows) > 1 else ""
        parts += [part._replace(title=f"{prefix}{part.title}") for part in _row(installation, row)]
        if row["row_id"] in told.answers:
            parts += [part._replace(title=f"{prefix}{part.title}") for part in _why(told.answers[row["row_id"]])]
    for story in told.clues:
        parts += _clue(story)
    return [part for part in parts if part.rows]


def file_lineage(installation: Installation, told: Lineage, path: Path) -> Path:
    """Write a lineage as a Word document for a case file."""
    about = f"以下是{NAMED[told.kind]} {told.which} 的来龙去脉，截至{say_day(told.as_of)}，摘自台账和各批次存档。含个人信息，请按内部资料保管。"
    return write_case_file(passages(installation, told), (about,), installation.district.centre, told.as_of, path)


def _roll(told: Lineage) -> Passage:
    rows = (
        (one["category"], f"{one['valid_from'] or ''} 起 {one['valid_to'] or ''}", f"{one['folder']}/{one['file']}",
         f"{one['recorded_from']} 至 {one['recorded_to'] or '今'}")
        for one in told.roll
    )  # fmt: skip
    return Passage("名册记载", ("救助类型", "享受月份", "出自", "记载于台账"), tuple(rows), (2, 2, 4, 3))


def _row(installation: Installation, row: Row) -> Iterator[Passage]:
    source = row["source"]
    about = {
        "报送": source["title"],
        "文件": f"{source['folder']}/{source['file']}",
        "工作表": source["sheet"],
        "行": f"第 {source['row']} 行",
        "收到": f"{source['received_on']}（{Verdict(source['verdict']).chinese if source['verdict'] else '尚未核验'}）",
        "时段": source["period"],
        "原件存档": source["archived"],
        "记录编号": row["row_id"],
        "这一行": FATES.get(row["fate"] or "") and f"{FATES[row['fate']]} {row['reason'] or ''}",
        "更正": row["replaces"] and f"代替 {row['replaces']}",
        "此后被更正": "、".join(row["replaced_by"] or []),
    }
    yield facts("来源", about)
    yield facts("报送内容", row["values"])
    findings = ((one["column"] or "", one["message"], one["cure"], one["rule"]) for one in row["findings"])
    yield Passage("核验发现", ("列", "问题", "怎样更正", "规则"), tuple(findings), (2, 4, 4, 3))
    yield facts(
        "整理以后", {STANDARD[name]: _standard(installation, name, text) for name, text in (row["standard"] or {}).items()}
    )
    yield Passage(
        "去向", ("批次", "去向", "规则", "理由", "线索"), tuple(_outcome(one) for one in row["outcomes"]), (3, 2, 3, 6, 3)
    )
    said = (
        (one["pair_no"], one["person_id"], ASKED[one["state"]], ASKED[one["verdict"]] if one["verdict"] else "", one["judged_by"] or "",
         one["judged_on"] or "")
        for one in row["questions"]
    )  # fmt: skip
    yield Passage("人工研判", ("配对编号", "名册人员", "比对时", "研判结论", "研判人", "日期"), tuple(said))


def _standard(installation: Installation, name: str, text: str) -> str:
    if name in ("unit", "register_unit"):
        return installation.district.unit(text).name
    return STATUS.get(text, text)


def _outcome(one: Row) -> tuple[str, ...]:
    links = [
        f"{AGAINST[against]}: {DECISIONS[link['decision']]}（{link['link_rule']}"
        + (f"，{signed(link['match_weight'])} 比特" if link["match_weight"] is not None else "")
        + f"）{link['explanation'] or ''}"
        for against, link in one["links"].items()
    ]
    return (
        one["run_id"],
        Bucket(one["bucket"]).chinese,
        one["rule"],
        "\n".join([one["reason"] or "", *links]).strip(),
        one["clue_id"] or "",
    )


def _why(answer: Answer | str) -> Iterator[Passage]:
    """What zhaoren explain says of the last run that placed the row."""
    if isinstance(answer, str):
        yield facts("为什么这样比对", {"说明": answer})
        return
    for section in answer.sections:
        told = section.explanation
        lines = {
            "结论": f"{DECISIONS[told.decision]} {told.person_id or ''}",
            "规则": f"{told.rule} {told.sentence}",
            "说明": section.note,
        }
        yield facts(f"与{section.title}比对", {**lines, "为什么": "\n".join(reasons(told))})
        for pair in told.pairs:
            steps = (
                (
                    "●" if step.in_rule else "",
                    step.title,
                    step.phrase,
                    step.left,
                    step.right,
                    signed(step.bits) if step.bits else "0",
                )
                for step in pair.steps
            )
            ends = ("", "起点", "任意两人", "", "", signed(pair.prior)), ("", "合计", "", "", "", signed(pair.match_weight))
            title = f"与 {pair.person_id} 逐项比较（●: 规则所看；研判线 {signed(told.review_weight)}）"
            yield Passage(title, ("", "比较项", "结果", "报送", "对方", "比特"), (ends[0], *steps, ends[1]), (1, 3, 5, 4, 4, 2))
        compared = ((item.phrase, found(item), str(number(item) or "")) for item in told.blocking)
        yield Passage(f"在{section.title}里跟谁比过", ("条件", "结果", "人数"), tuple(compared), (6, 6, 1))


def _clue(story: Row) -> Iterator[Passage]:
    clue = story["clue"]
    closed = f"{clue['closed_on']} 办结" if clue["closed_on"] else "在办"
    about = {"等级": clue["level"], "状态": f"{closed}；{clue['opened_on']} 立案，批次 {clue['run_id']}", "承办单位": clue["unit_name"],
             "分级规则": clue["level_rule"], "理由": "\n".join(clue["reasons"] or []), "建议救助": "、".join(clue["aid"] or []),
             "比对依据": clue["basis"], "此前的线索": clue["follows"], "后来的线索": clue["followed_by"],
             "来源记录": "\n".join(one["record_id"] for one in story["evidence"])}  # fmt: skip
    yield facts(f"线索 {clue['clue_id']}", about)
    raised = (
        (one["on_day"], f"{one['level_before']} → {one['level']}", "\n".join(one["reasons"] or []))
        for one in story["supplements"]
    )
    yield Passage("等级上调", ("日期", "等级", "理由"), tuple(raised), (2, 2, 6))
    slips = (
        (one["slip_no"], one["role"], one["recipient_name"], one["state"], one["issued_on"], one["due_on"])
        for one in story["slips"]
    )
    yield Passage("转办单", ("文号", "承办/协办", "单位", "目前状态", "转办", "期限"), tuple(slips), (4, 2, 3, 2, 2, 2))
    events = ((one["on_day"], one["event"], one["slip_no"] or "", said(one)) for one in story["events"])
    yield Passage("经过和反馈", ("日期", "事项", "文号", "内容"), tuple(events), (2, 2, 3, 6))


def said(event: Row) -> str:
    """What an event says beside its name: who, until when, why, the answer, and the row of the form that said it."""
    words = [event["by_whom"], event["until"] and f"期限 {event['until']}", event["note"]]
    words += [str(text) for text in json.loads(event["answer"] or "{}").values() if text]
    if event["file"]:
        words.append(f"（{event['folder']}/{event['file']} 第 {event['place']} 行）")
    elif event["run_id"]:
        words.append(f"批次 {event['run_id']}")
    return "；".join(word for word in words if word)
