"""Office language: titles, notes on how to fill in a table, addresses of letters, by which nobody can be meant.

Belongs here: the words such lines are made of, and the names that a district and a table lend them. Does not belong here:
sentences that say that there is nobody (nothing) and lines that are nobody's by their form (notes). An amount, a count of people or
one word that is not known may speak of somebody: then the line is none of these.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from matching.contracts import TableContract
from matching.district import District
from matching.validate.table.formal import IDENTITY
from matching.validate.table.notes import FREE_NOTE, MENTIONS, NUMBER_OF_SOMEBODY, speaks_of_nobody
from matching.validate.table.nothing import made_of
from matching.validate.values.cells import narrow

TERMS = (
    r"\.(?:xlsx?|csv|txt)|导出|截[至止]|附件|单位|部门|名称|时间|时段|报送|填报|上报|新增|一览表|花名册|统计|汇总|明细|登记|情况|人员|对象|困难|群众|信息|名单|名册|清单|台账|报告|"
    "月报|周报|报表|表格?|反馈|排查|摸排|走访|工作|关于|"
    "以上|本表|此表|本[月周期季年区镇]|上[月周期]|全[区镇]|数据|来源|金额|日期|格式|文本|数字|数值|阿拉伯数字|必填|选填|填|填写|填入|录入|如实|准确|真实|完整|有效|无误|属实|核实|审核|确认|核对|"
    "按照?|根据|依据|约定|规定|要求|要素|标准|口径|政策|为准|为单位|(?:亿|万|千|百)?元|人民币|说明|备注|注意|事项|须知|目录|封面|模板|样表|一式|一份|两份|三份|份|逐项|逐行|一人一行|每人一行|每行|每月|每周|"
    "每年|每季度|不得|不要|不能|请勿|务必|应当|漏项|空项|空格|空着|留空|合并|单元格|删除|修改|增加|调整|列|行|栏|项|表头|标题|工作表|工作簿|文件|文件夹|文件名|下拉|选择|选项|框|"
    "系统|平台|业务|比对|提供|生成|打印|盖章|签字|负责人|填表人|经办人|联系人|联系电话|电子版|纸质版|保存|另存为|发送|报至|放入|前|后|底|号前|工作日|"
    "精确到|保留|小数|两位|位|身份证|号码?|居民|公民|证件|电话|手机|地址|详细到|门牌号|姓名|户主|本人|年龄|周岁|学校|医院|医疗|机构|费用|请|须|需|应|由|均|已|都|全部|为|与|或|等|等内容|"
    "字段|字典|代码|类型|类别|种类|分类|是否|是|否|其中|包括|不含|含|例如|如|即可|可|不|内|中|后缀|名|第|条|于|在|从|到|至|以|将|把|用|使用"
)
ONE_CHARACTER = r"[\d_年月日周季度第期全本上至.\-—()、:,;。/*《》\"“”'的和及各镇乡区市\[\]]|[一二三四五六七八九十]+[年月日周季]|□"
OFFICE = r"[^\W\d住在因家]{1,10}(?:局|联合会|委员会|大队|支队|中心)"
"""Who sends a list or gets a letter."""
PLACES = r"街道办事处|街道|办事处|人民政府|民政办|便民服务中心"
TERM = re.compile(f"{TERMS}|{ONE_CHARACTER}|{PLACES}|{OFFICE}")
WORD = re.compile(f"{TERMS}|{PLACES}|[一二三四五六七八九十]{{1,3}}")
NAME = "□"
"""Stands for a name of the district or the table."""
SHORT = re.compile(r"[\u3400-\u9fff]{1,3}")
"""So short a text may be a name: it must be one word that is known, not two that happen to make one (周全)."""
CLAUSES = re.compile(r"[,;。:、!?()\[\]“”\"'《》]+")
FIGURES = re.compile(r"\d[万千百]?[元户人口名例岁]|\d{3}")
"""Amounts and counts of people."""
YEARS = re.compile(r"20\d\d(?:[01]\d)?(?:[0-3]\d)?")
LONGEST = 500
INSTRUCTS = re.compile("请|须|应当|不得|不能|填[写入报]|必填|选填|格式|本表|表头|单元格|为单位|导出")
SOMEBODY = re.compile(r"[一两\d]户|家[也被的中里]|待核|遗漏|未报|未登|没报|村\d|\d号|失火|烧|受伤|死亡|去世")
"""Said of somebody; no instruction holds such words."""


def is_office_language(text: str, contract: TableContract, district: District) -> bool:
    """True for a text of office language alone, names of the district and of the table aside."""
    word = narrow(text)
    if len(word) > LONGEST or IDENTITY.search(word) or NUMBER_OF_SOMEBODY.search(word) or MENTIONS.search(word):
        return False
    word = FREE_NOTE.sub("", word)
    for name in _names(contract, district):
        word = word.replace(name, NAME)
    return not has_figures(word) and all(map(_is_known, CLAUSES.split(word)))


def instructs(text: str) -> bool:
    """True for a text that tells how to fill in a table, and holds nothing that is said of somebody. Only to be asked of a sheet that
    says by its name that it explains."""
    word = narrow(text)
    said_of_somebody = any(pattern.search(word) for pattern in (MENTIONS, SOMEBODY, IDENTITY, NUMBER_OF_SOMEBODY))
    return INSTRUCTS.search(word) is not None and not said_of_somebody and not has_figures(word)


def all_office_language(texts: Iterable[str], contract: TableContract, district: District) -> bool:
    """True for a line of such texts, and of cells that are nobody's by their form."""
    return all(speaks_of_nobody([narrow(text)]) or is_office_language(text, contract, district) for text in texts)


def has_figures(word: str) -> bool:
    """True for a text that holds an amount or a count of people."""
    return FIGURES.search(YEARS.sub("", word)) is not None


@lru_cache(maxsize=8192)
def _is_known(clause: str) -> bool:
    return WORD.fullmatch(clause) is not None if SHORT.fullmatch(clause) else made_of(clause, TERM)


def _names(contract: TableContract, district: District) -> tuple[str, ...]:
    """Names of units, departments, the district, the table and its columns, the longest first."""
    departments = [name for item in district.departments for name in (item.name, *item.aliases)]
    headings = [heading for column in contract.columns for heading in (column.header, *column.aliases)]
    places = [
        *district.unit_names,
        *district.undecided_names,
        district.province,
        district.city,
        district.name,
        district.name[:-1],
    ]
    return tuple(sorted({*departments, *headings, *places, contract.title}, key=lambda name: (-len(name), name)))
