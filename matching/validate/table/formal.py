"""The words by which lines of a table are known that are nobody's: signatures, sums, notes, days.

Belongs here: patterns of one cell in half width. Does not belong here: what a line of several cells is (lines).
"""

import re

SIGNED = (
    "填表人|填表|填报人|填报|填写人|录入人|统计人|填报单位|填表单位|报送单位|报送人|上报单位|上报人|制表人|制表|制单|审核人|审核|复核人|复核|核对人|核对|校对人|校对|"
    "审批人|审批|审定人|审定|批准人|签发人|经办人|负责人|单位负责人|科室负责人|部门负责人|分管负责人|主要负责人|分管领导|主管领导|单位领导|主要领导|"
    "联系人|联系电话|咨询电话|(?:填报|填表|制表|报送|上报|公示)(?:日期|时间)|(?:单位|部门|本单位)?(?:盖章|公章|签章)|(?:本人)?(?:签字|签名)|年月日"
)
"""Labels of a signature: alone in a cell, or before a colon and a name."""
COLON_ONLY = "日期|时间|电话|主任|科长|局长|站长|所长|书记|村书记|包村干部|数据来源|户数|人数|.{0,4}(?:审核|审批|公示)(?:意见|日期|时间|情况)"
"""The same where a colon must follow: alone they may be anything."""
SIGNATURE = re.compile(
    rf"^(?:[(](?:{SIGNED})[)]|(?:{SIGNED})(?:[(][^)]*[)])?(?:$|[:_].*)|(?:{COLON_ONLY}):.*"
    r"|(?:填表人|填报人|制表人|审核人|复核人|经办人|负责人).{1,4}$|单位[(]?(?:盖章|公章|签章).*|.{2,20}[(](?:盖章|公章|签章|章)[)]$)"
)
LABEL = re.compile(rf"^[(]?(?:{SIGNED}|{COLON_ONLY})(?:[(][^)]*[)])?[):_]*$")
"""A label whose value stands in the next cell."""
SUM = r"(?:合计|总计|小计|共计|累计|总人数|总户数)(?:$|[:(\d].*|[人户次件笔]数?.{0,12}$|金额.*)"
PAGE = (
    r"[-—*/=(\[]*(?:(?:本页)?以下(?:空白|无正文|无内容|为空|空)|此(?:页|处)(?:以下)?空白|[此本]页无正文)[-—*/=)\].。]*"
    r"|续表|(?:全文|本表)?完|END|第\d+页(?:[,/、]?共\d+页)?|共\d+页|(?:接|转|续)[上下]页|\d+/\d+页?"
)
"""Ends a page, or numbers it."""
FOOTER = re.compile(
    rf"^(?:(?:本页|[\u4e00-\u9fff]{{2,12}}(?=小计|合计|总计))?{SUM}|{SIGNATURE.pattern[1:]}"
    rf"|(?:备注|注|说明|填表说明|填报说明)(?:[:\d].*)?$|以上(?:数据|人员|信息|情况).*|(?:{PAGE})$|[本此]表(?:一式|由|须|需|应).{{0,20}}$)"
)
BEGINS_SUM = re.compile(rf"^(?:本页|[\u4e00-\u9fff]{{2,12}}(?=小计|合计|总计))?{SUM}")
FOOTER_BEGINS = r"^[\s*]*(合|总|小|共|累|填|报|制|审|复|经|负|单|分|主|联|以|本|备|注|说|上|盖|公|签)|(小|合|总)\s*计"
NO_NAME = re.compile(r"^共?计?[\d.,/]*(?:人|户|条|行|名|例|件|次|笔|元|万元)?$")
BARE_DATE = re.compile(
    r"^(?:\d{4}|[〇零一二三四五六七八九]{4})[年./-](?:\d{1,2}|[一二三四五六七八九十]{1,3})[月./-](?:\d{1,2}|[一二三四五六七八九十]{1,3})日?$"
)
AMOUNT = re.compile(r"[1-9]")
FORM_NUMBER = re.compile(r"^\d{1,4}$")
"""A row that holds nothing but such a number is a line of a form that nobody filled in."""
IDENTITY = re.compile(
    r"(?<![\dA-Za-z])(?:\d{15}|\d{17}[\dXx](?:\d{2}[\dA-Za-z]?)?|\d{6}\*{4,}[\d*]*[Xx]?|\d\.\d+[Ee]\+?1\d)(?![\dA-Za-z])"
)
"""An identity number or a disability card's, whole, masked or damaged."""
