"""What people decided about pairs, honoured before any score; and the pairs that people still have to decide.

Belongs here: putting judgements over scored pairs, telling them, naming open candidates. Does not belong here: which
judgement of several counts (the ledger) and who is asked (matching.judging). Scoring itself stays as it is.
"""

import pyarrow as pa

from matching.link.engine import Engine
from matching.link.phrases import phrase, rule_phrase
from matching.shapes import CANDIDATES, JUDGED

HUMAN_SAME, HUMAN_DIFFERENT = "HUMAN_SAME", "HUMAN_DIFFERENT"
"""A person said so: the first comes before every other candidate, the second is none any more."""


def honour(engine: Engine, judgements: pa.Table | None) -> None:
    """Make table judged(l, r, verdict, told) of JUDGED and let it rule over the scored pairs."""
    given = JUDGED.empty_table() if judgements is None else judgements
    engine.run(
        "CREATE TEMP TABLE judged AS SELECT l.row AS l, r.row AS r, verdict, told FROM given "
        "JOIN l ON l.record_id = given.record_id JOIN r ON r.record_id = given.person_id",
        given=given,
    )
    engine.run(
        f"INSERT INTO pairs BY NAME SELECT l, r, 'JUDGED' AS blocking_rule, '{HUMAN_SAME}' AS rule, -1 AS standing "
        "FROM judged ANTI JOIN pairs USING (l, r) WHERE verdict = 'same'"
    )
    for verdict, rule, standing in (("same", HUMAN_SAME, -1), ("different", HUMAN_DIFFERENT, 4)):
        engine.run(
            f"UPDATE pairs SET rule = '{rule}', standing = {standing} FROM judged "
            f"WHERE pairs.l = judged.l AND pairs.r = judged.r AND verdict = '{verdict}'"
        )


def told(engine: Engine, decisions: str) -> str:
    """The query `decisions` (l, r, rule, explanation and more) with what people said in the explanation: of the pair itself first,
    of other candidates of the record last."""
    return (
        f"SELECT d.* REPLACE (concat_ws(';', concat_ws(':', j.told, nullif(d.explanation, '')), others.told) AS explanation) "
        f"FROM ({decisions}) AS d LEFT JOIN judged AS j ON j.l = d.l AND j.r = d.r AND d.rule IN ('{HUMAN_SAME}', '{HUMAN_DIFFERENT}') "
        "LEFT JOIN (SELECT d.l, '名册中另有相近的人,' || string_agg(DISTINCT o.told, '、' ORDER BY o.told) AS told "
        f"FROM decided AS d JOIN judged AS o ON o.l = d.l AND o.r IS DISTINCT FROM d.r WHERE o.verdict = 'different' GROUP BY d.l) "
        "AS others ON others.l = d.l"
    )


def candidates(engine: Engine) -> pa.Table:
    """CANDIDATES by record and person: of every record without a sure match, all that could be the person."""
    model = engine.model
    return engine.table(
        f"WITH open AS (SELECT p.* FROM pairs AS p JOIN best ON best.l = p.l "
        "WHERE p.standing BETWEEN 0 AND 3 AND (best.standing > 0 OR best.rivals > 0)), "
        f"told AS (SELECT l.record_id, r.entity AS person_id, p.weight AS match_weight, p.rule, {phrase(model)} AS levels, "
        f"{rule_phrase(model)} AS sentence FROM open AS p JOIN l ON l.row = p.l JOIN r ON r.row = p.r) "
        "SELECT record_id, person_id, arg_max(match_weight, match_weight) AS match_weight, arg_max(rule, match_weight) AS rule, "
        "arg_max(concat_ws(':', nullif(sentence, ''), nullif(levels, '')), match_weight) AS explanation "
        "FROM told GROUP BY ALL ORDER BY record_id, person_id"
    ).cast(CANDIDATES)
