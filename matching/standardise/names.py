"""Personal names: cleaned for reading (name_clean) and folded for comparing (name_key).

Belongs here: blanks, dots, remarks, titles, masks, variants of a character. Does not belong here: how alike two
names are, and their sound (matching.link). Works on arrays; a character table is applied to all values at once.
"""

import re
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from matching.standardise.lookups import NameWords

DOTS = "[·•‧・∙⋅・᛫]"
BLANKS = r"[\s\p{Z}\p{Cc}\p{Cf}]+"
OPENS, CLOSES = r"[(\[【〔]", r"[)\]】〕]"
REMARK = r"\([^()]*\)?|\[[^\[\]]*\]?|【[^【】]*】?|〔[^〔〕]*〕?"
JUNK = r"[0-9、,。;:.\-_/\\'\"`|~!@#$%^&+=<>(){}\[\]【】〔〕·]"


def clean_names(values: pa.Array, words: NameWords) -> dict[str, pa.Array]:
    """Distinct names → name_clean (masks as *, unwritable characters as □; null if nothing is left), name_key, and
    name_sex (what a title behind the name says). A remark in brackets that is not harmless stays behind the name: it may
    say that the row is about somebody else (子, 已故), so the name agrees with nobody's."""
    text = _narrowed(values)
    odd = pc.invert(_usual(text, words))
    clean, titled = _cleaned(text.filter(odd), words)
    clean = pc.replace_with_mask(text, odd, clean)
    return {
        "name_clean": clean,
        "name_key": fold(clean, words),
        "name_sex": pc.replace_with_mask(pa.nulls(len(text), pa.string()), odd, titled),
    }


def _usual(text: pa.Array, words: NameWords) -> pa.Array:
    """Names of two to four Han characters without a word or sign that cleaning knows: they stay as they are. Most are."""
    titles = "|".join((*words.titles.male, *words.titles.female, *words.titles.either))
    known = rf"{titles}|^(?:{'|'.join(map(re.escape, words.no_name))})$|[{re.escape(words.hidden + words.unwritable)}]"
    return pc.and_not(pc.match_substring_regex(text, r"^\p{Han}{2,4}$"), pc.match_substring_regex(text, known))


def _cleaned(narrow: pa.Array, words: NameWords) -> tuple[pa.Array, pa.Array]:
    """name_clean and name_sex of any names."""
    bare = pc.replace_substring_regex(narrow, _harmless(words), "")
    tidied = _tidied(bare)
    text = _shortened(_masked(_shortened(tidied, words), words), words)
    nothing = pc.or_(pc.match_substring_regex(text, r"^[*□]*$"), pc.is_in(text, pa.array(words.no_name)))
    clean = pc.if_else(nothing, pa.scalar(None, pa.string()), pc.binary_join_element_wise(text, _remarks(bare, words), ""))
    return clean, _titled(tidied, words)


def _shortened(text: pa.Array, words: NameWords) -> pa.Array:
    """Titles and junk behind the name off."""
    titles = "|".join((*words.titles.male, *words.titles.female, *words.titles.either))
    return pc.replace_substring_regex(text, rf"^(.+?)(?:{titles}|{JUNK})+$", r"\1")


def _titled(text: pa.Array, words: NameWords) -> pa.Array:
    """男 or 女 where a title behind a name says so."""
    male = pc.match_substring_regex(text, rf"^.+(?:{'|'.join(words.titles.male)}){JUNK}*$")
    female = pc.match_substring_regex(text, rf"^.+(?:{'|'.join(words.titles.female)}){JUNK}*$")
    return pc.if_else(male, "男", pc.if_else(female, "女", pa.scalar(None, pa.string())))


def _narrowed(values: pa.Array) -> pa.Array:
    """NFKC without blanks."""
    return pc.replace_substring_regex(pc.utf8_normalize(values, form="NFKC"), BLANKS, "")


def _harmless(words: NameWords) -> str:
    """The pattern of a remark in brackets that says nothing about whose row it is."""
    said = words.harmless_remarks
    either = "|".join(
        (
            *said.words,
            rf"(?:{'|'.join(said.before_a_name)}):?\p{{Han}}{{2,3}}",
            rf"[^{said.never_in_a_place}\p{{P}}\p{{S}}0-9A-Za-z]{{1,4}}(?:{'|'.join(said.places)})",
            r"\d+(?:周?岁)?",
        )
    )
    return rf"{OPENS}(?:(?:{either})[,、;/]?)*(?:{CLOSES}|$)"


def _remarks(text: pa.Array, words: NameWords) -> pa.Array:
    """The letters and digits of what stands in brackets in each name, in brackets; "" where there is nothing, or nothing that says more
    than a harmless remark without its signs."""
    found = pc.match_substring_regex(text, REMARK)
    said = (re.sub(r"\W|_", "", "".join(re.findall(REMARK, name))) for name in text.filter(found).to_pylist())
    kept = pa.array([f"({remark})" if remark else "" for remark in said], pa.string())
    kept = pc.replace_substring_regex(kept, _harmless(words), "")
    return pc.replace_with_mask(pa.repeat(pa.scalar("", pa.string()), len(text)), found, kept)


def _tidied(text: pa.Array) -> pa.Array:
    """One kind of dot between Han characters; remarks in brackets and leading junk off."""
    text = pc.replace_substring_regex(text, REMARK, "")
    text = pc.replace_substring_regex(text, DOTS, "·")
    text = pc.replace_substring_regex(text, r"(\p{Han})[.。](\p{Han})", r"\1·\2")
    return pc.replace_substring_regex(text, f"^{JUNK}+", "")


def _masked(text: pa.Array, words: NameWords) -> pa.Array:
    """Every sign for a hidden character as *, every sign for an unwritable one as □."""
    text = pc.replace_substring_regex(text, f"[{re.escape(words.hidden)}]", "*")
    text = pc.replace_substring_regex(text, rf"[{re.escape(words.unwritable)}\p{{Co}}]", "□")
    crossed = pc.match_substring_regex(text, r"^\p{Han}[\p{Han}*□]*[xX][\p{Han}*□xX]*$")
    return pc.if_else(crossed, pc.replace_substring_regex(text, "[xX]", "*"), text)


def fold(clean: pa.Array, words: NameWords) -> pa.Array:
    """Variants of a character as one, Latin letters in capitals, dots off. Nulls stay."""
    filled = pc.fill_null(clean, "")
    folded = "\n".join(filled.to_pylist()).translate(_variants(words)).upper().split("\n")
    return pc.if_else(pc.is_null(clean), pa.scalar(None, pa.string()), pa.array(folded, pa.string())) if len(clean) else clean


@lru_cache(maxsize=4)
def _variants(words: NameWords) -> dict[int, str]:
    """Character → the character it is compared as: traditional to simplified first, then the variant groups."""
    import opencc

    ideographs = [chr(code) for block in (range(0x3400, 0xA000), range(0x20000, 0x2FA20)) for code in block]
    simple = opencc.OpenCC("t2s").convert("\n".join(ideographs)).split("\n")
    table = {ord(old): new for old, new in zip(ideographs, simple, strict=True) if old != new and old not in words.keep}
    groups = {ord(other): first for first, *others in words.variants for other in others}
    table = {old: groups.get(ord(new), new) if len(new) == 1 else new for old, new in table.items()}
    return table | groups | {ord("·"): ""}
