"""The tables that pass from stage to stage, as Arrow schemas.

Belongs here: names and types of the columns at the borders between stages. Does not belong here: how a
stage fills them, and tables that never leave a stage. Every column is text and may be null unless said;
dates are ISO 8601, money is plain decimal text in yuan, a unit is its code in schemas/district.yml.

Every stage begins here, so it is also said here where Arrow's tables lie in memory.
"""

from enum import StrEnum

import pyarrow as pa

if "jemalloc" in pa.supported_memory_backends():
    # Arrow's own choice, mimalloc, takes huge pages: filling them costs the kernel seconds for every gigabyte, and they stay.
    pa.set_memory_pool(pa.jemalloc_memory_pool())


class Bucket(StrEnum):
    """Where an accepted record ends; exactly one of these."""

    ENROLLED = "enrolled"
    REVIEW = "review"
    NEW = "new"
    MERGED = "merged"
    OUTSIDE = "outside"
    UNLOCATED = "unlocated"

    @property
    def chinese(self) -> str:
        return {
            "enrolled": "已在册",
            "review": "疑似在册",
            "new": "新增线索",
            "merged": "并入",
            "outside": "非本区",
            "unlocated": "待定",
        }[self.value]


def _text(*names: str) -> list[pa.Field]:
    return [pa.field(name, pa.string()) for name in names]


PERSON = ("name", "sex", "birth_date", "age", "id_number", "phone", "township", "village", "address", "register_address",
          "guardian_name", "guardian_id", "household_id", "relation", "category")  # fmt: skip
"""The person as the source wrote it. PersonColumns maps a contract's columns to these."""

RECORDS = pa.schema(
    [
        *_text("record_id", "drop_id", "feed", "source_unit", "period"),
        pa.field("row", pa.int32()),
        *_text("values", "row_key", "origin", "replaces"),
    ]
)
"""validate → ledger. One accepted row: `record_id` = drop_id-row, `row` is the row of the department's sheet, `values` a
JSON object of the contract's columns (canonical text; blank cells left out), `source_unit` the sending township, if one sent it.
row_key    JSON array of the values that make two rows of the table one (the contract's `unique`); all values where one of these is blank
origin     the row that was set aside before and comes back corrected here, as drop_id-row
replaces   the record that this one takes the place of; both stay in the ledger"""

UNENTERED = pa.schema([*_text("drop_id"), pa.field("row", pa.int32()), *_text("fate", "origin", "same_as", "said", "reason")])
"""validate → ledger. One data row that made no record: fate is set_aside (it has faults; its sender corrects it), repeated
(it says what another row says) or withdrawn (its sender gives up the row set aside that `origin` names, for a `reason`). origin: as in RECORDS; same_as: the record of an earlier delivery that says the same.
said: of a row set aside, the JSON object of what it says without its faults; null where that names nobody."""

RAW_PEOPLE = pa.schema(_text("record_id", "feed", "source_unit", *PERSON))
"""pipeline → standardise. The person shape, uncleaned. Rolls carry person_id in record_id and 'roll' in feed."""

STANDARD = pa.schema(
    [
        *RAW_PEOPLE,
        *_text(
            "name_clean",
            "name_key",
            "id_clean",
            "id_status",
            "birth",
            "birth_from",
            "sex_clean",
            "phone_clean",
            "guardian_id_clean",
        ),
        *_text("unit", "unit_from", "area", "register_unit", "register_area"),
        *_text("birth_stated", "sex_stated", "village_clean", "house"),
    ]
)
"""standardise → link, triage. The raw columns as they came, and beside them:
name_clean   NFKC, blanks and titles (先生, 女士) off, masks kept as *, characters that a system could not write as □
name_key     name_clean with variants folded (繁简, 异体), for comparing only
id_clean     a checked 18-character number (15 digits upgraded), else the cleaned partial or damaged text
id_status    valid | checksum | masked | damaged | malformed | missing
birth        ISO date from a valid number, else from the birth date column; birth_from: id | column
sex_clean    男 | 女, from a valid number, else from the column
unit         unit code where the person lives, from township, address or village; unit_from: township | address | village
area         inside | outside | undecided | unknown: whether the residence lies in the district (undecided: an old name whose land was divided)
register_*   the same for the household register (户籍地); an identity number alone never says where a person lives
*_stated     birth and sex from the row's own columns (or a title behind the name) only: they show a number that belongs to somebody else (a guardian's)
village_clean, house   the residence in parts for comparing: village, road or compound; numbers of building, unit and room (12-3-401)"""

DECISIONS = pa.schema(
    [
        *_text("record_id", "decision", "person_id"),
        pa.field("match_weight", pa.float64()),
        pa.field("match_probability", pa.float64()),
        *_text("rule", "explanation"),
    ]
)
"""link → triage. One row a record: decision is match | review | new; `rule` names what decided; `explanation` is Chinese."""

VERDICTS = pa.schema(_text("pair_no", "subject_key", "person_id", "verdict", "judged_by", "judged_on", "number_key"))
"""ledger → judging. What people say of a pair by a day: same | different | unsure | contested, who and when. subject_key stands for
what a record says of its person, person_id for the roll's person; number_key, of a pair out of a sample, for the record's whole identity number."""

ASKED = pa.schema(_text("pair_no", "subject_key", "person_id", "answer_by"))
"""ledger → judging. Every pair that people were ever asked about, and the last day for the answer."""

ASSIGNMENTS = pa.schema(_text("record_id", "unit", "assigned_by", "assigned_on"))
"""ledger → triage. The unit that people named for a record nobody could place; a null unit: none of this district."""

ROLL_CHANGES = pa.schema(_text("record_id", "change", "told"))
"""ledger → triage. What a record of a weekly change did to the roll: change is added | ended | died | moved | category | amount | same, the
gravest where several hold; told: all of them, in Chinese."""

CORRECTED = pa.schema(_text("record_id", "clue_id", "unit"))
"""ledger → link, triage. The open clues of what a record corrects, the nearest first, with the unit that answers for each and then those that had it."""

MOVED = "CORRECTION_MOVED"
"""OUTCOMES.rule of a record that corrects one of which another unit has the clue."""

JUDGED = pa.schema(_text("record_id", "person_id", "verdict", "told"))
"""judging → link. Pairs of this batch that a person decided: same | different; told: who and when, in Chinese."""

CANDIDATES = pa.schema([*_text("record_id", "person_id"), pa.field("match_weight", pa.float64()), *_text("rule", "explanation")])
"""link → judging. Every person of the roll that a record without a sure match may be."""

QUESTIONS = pa.schema(
    [
        *_text("record_id", "person_id", "pair_no", "subject_key", "state", "answer_by", "told"),
        pa.field("candidate", pa.bool_()),
        pa.field("match_weight", pa.float64()),
        *_text("rule", "explanation"),
    ]
)
"""judging → triage. How each pair of a record stands: open | same | different | unsure | lapsed (nobody answered by `answer_by`).
candidate: linkage takes it for possible now; told: who decided it and when, or that nobody did."""

REVIEW_PAIRS = pa.schema(
    [
        *_text("record_id", "pair_no", "subject_key", "person_id", "state", "answer_by", "rule", "explanation", "shown"),
        pa.field("match_weight", pa.float64()),
        *_text("name", "sex", "id_number", "birth", "phone", "address"),
        *_text("roll_name", "roll_sex", "roll_id_number", "roll_birth", "roll_phone", "roll_address"),
    ]
)
"""judging → ledger, publish. The pairs of every record in review, and of those that a judgement enrolled. Open ones carry both sides as
they are compared, and nothing else of the roll; shown: the record whose words they are (another one of the same person, or itself)."""

HISTORY = pa.schema([*RECORDS, *_text("clue_id", "closed_on", "person_id")])
"""ledger → link, triage. The records that earlier runs placed in this calendar year and the one before, without those that a later one
replaces. clue_id: the clue it is evidence of; closed_on: the day that clue was closed; person_id: the roll's person, if it was enrolled."""

CLUSTERS = pa.schema(_text("record_id", "cluster_id", "rule"))
"""link → triage. Records of one batch that are one person share cluster_id, the smallest record_id among them."""

OUTCOMES = pa.schema(
    _text("record_id", "feed", "bucket", "rule", "person_id", "clue_id", "unit", "unit_from", "level", "hardship", "reason")
)
"""triage → ledger, publish. One row a record, in exactly one bucket. person_id: the roll's person for enrolled and review;
clue_id: the clue that the record opened (new) or joined (merged); reason: one Chinese sentence an officer can check."""

CLUES = pa.schema(
    [
        *_text(
            "clue_id",
            "record_id",
            "feed",
            "kind",
            "name",
            "sex",
            "age",
            "birth",
            "id_number",
            "phone",
            "address",
            "register_address",
        ),
        *_text("unit", "unit_from", "level", "level_rule"),
        pa.field("reasons", pa.list_(pa.string())),
        pa.field("aid", pa.list_(pa.string())),
        pa.field("departments", pa.list_(pa.string())),
        *_text("hardship", "event_date", "amount", "household", "benefits", "basis", "source"),
        pa.field("evidence", pa.list_(pa.string())),
        *_text("opened_on", "follows"),
    ]
)
"""triage → ledger, publish. One row a new clue. follows: the clue of the same person that was closed before. reasons: Chinese, every rule that fired; aid: suggested kinds of aid; departments:
keys of the departments asked for special aid (协办); household: other members on the rolls; benefits: what the household receives
now; basis: why the person is taken for new (比对依据); source: department and feed title; evidence: record ids, opening one first."""

CLUE_STATES = pa.schema([*_text("clue_id", "unit", "level", "slip_no"), pa.field("asked", pa.list_(pa.string()))])
"""ledger → triage. The open clues: the unit that answers for each, its level by now, the number of its lead slip; asked: the departments that
have yet to answer a slip of it, or get one with a release to come."""

SUPPLEMENTS = pa.schema(
    [
        *_text("clue_id", "unit", "slip_no", "level_before", "level", "level_rule"),
        pa.field("reasons", pa.list_(pa.string())),
        pa.field("aid", pa.list_(pa.string())),
        *_text("name", "sex", "id_number", "phone", "address", "hardship", "source", "before"),
        pa.field("evidence", pa.list_(pa.string())),
    ]
)
"""triage → ledger, publish. One row an open clue whose level this run's evidence raises: what is new about it, and what was told before."""

OVERLAPS = pa.schema(_text("person_id", "name", "id_number", "household_id", "unit", "village", "monthly_amount", "clashing"))
"""triage → publish. Everybody on the rolls who receives benefits of which a person may draw one. clashing: which, in Chinese."""

SLIPS = pa.schema(
    [
        *_text("slip_no", "clue_id", "recipient_kind", "recipient", "role", "issued_on", "due_on"),
        pa.field("year", pa.int32()),
        pa.field("number", pa.int32()),
    ]
)
"""ledger → publish, once a run is released. recipient_kind: unit | department; recipient: unit code or department key; role: 主办 | 协办;
slip_no: 文号; due_on: counted from issued_on, the day of the release."""

MEASURES = pa.schema([*_text("run_id", "measure", "part"), pa.field("count", pa.int64()), pa.field("of", pa.int64())])
"""ledger → the check of a run. How linkage went in earlier runs: the fields of matching.audit.Measure."""
