"""People who ask for help: online, by telephone, at the police, on the phone's mini program.

Belongs here: feeds whose rows are somebody's own words. Does not belong here: visits by cadres (visits).
"""

from matching.synthetic.crowd import Group, Happening, World
from matching.synthetic.feeds.texts import ELDER_NEEDS, plea

ONLINE, COMPLAINTS, POLICE, HOTLINE, APPLICATIONS = 2.0, 15.0, 3.5, 4.0, 11.0
"""Rows per thousand people and year."""

PLATFORMS = ("抖音", "微博", "快手", "今日头条", "水滴筹", "轻松筹", "本地论坛")
SITUATIONS = ("独居老人求助", "流浪乞讨", "家庭暴力", "精神障碍", "未成年人无人照料", "生活无着", "其他")
GROUPS: dict[str, Group] = {"独居老人求助": "elder", "未成年人无人照料": "pupil"}
AIDS = ("低保", "特困", "临时救助", "医疗救助", "教育救助", "住房救助", "就业救助", "求助")
LIVINGS = ("独居", "空巢", "与子女同住", "养老机构")


def online(world: World) -> list[Happening]:
    """区委宣传部: pleas found on network platforms."""
    rng, happenings = world.rng("online"), []
    for number in range(world.count(ONLINE)):
        day, person = world.day(rng), world.crowd.draw(rng, "adult", roll=0.2, outside=0.15)
        link = f"https://example.invalid/p/{rng.randrange(16**8):08x}"
        values = {"posted_on": day, "platform": rng.choice(PLATFORMS), "link": link, "content": plea(rng)}
        happenings.append(Happening("publicity_online_help", day, person, f"online-{number:04d}", values))
    return happenings


def complaints(world: World) -> list[Happening]:
    """区政府市民投诉中心: complaints about family hardship."""
    rng, happenings = world.rng("complaints"), []
    for number in range(world.count(COMPLAINTS)):
        day, person = world.day(rng), world.crowd.draw(rng, "adult", roll=0.22, outside=0.03)
        values = {"ticket_no": f"{day:%Y%m%d}{number:05d}", "called_on": day, "content": plea(rng)}
        happenings.append(Happening("citizen_complaint", day, person, f"complaint-{number:05d}", values))
    return happenings


def police(world: World) -> list[Happening]:
    """公安110: leads from calls."""
    rng, happenings = world.rng("police"), []
    for number in range(world.count(POLICE)):
        situation = rng.choices(SITUATIONS, (30, 10, 14, 16, 6, 16, 8))[0]
        group = GROUPS.get(situation, "adult")
        outside = 0.7 if situation == "流浪乞讨" else 0.06
        day, person = world.day(rng), world.crowd.draw(rng, group, roll=0.2, outside=outside)
        values = {"case_no": f"JJ{day:%Y%m%d}{number:04d}", "reported_on": day, "situation": situation}
        happenings.append(Happening("police_110", day, person, f"police-{number:04d}", values))
    return happenings


def hotline(world: World) -> list[Happening]:
    """12349: leads about elders."""
    rng, happenings = world.rng("hotline"), []
    for number in range(world.count(HOTLINE)):
        day, person = world.day(rng), world.crowd.draw(rng, "elder", roll=0.25, outside=0.02)
        living = rng.choices(LIVINGS, (45, 30, 20, 5))[0]
        values = {"call_no": f"YL{day:%y%m%d}{number:04d}", "called_on": day, "living": living, "need": rng.choice(ELDER_NEEDS)}
        happenings.append(Happening("hotline_12349", day, person, f"hotline-{number:04d}", values))
    return happenings


def applications(world: World) -> list[Happening]:
    """The mini program: applications and pleas made on the phone."""
    rng, happenings = world.rng("applications"), []
    for number in range(world.count(APPLICATIONS)):
        day, person = world.day(rng), world.crowd.draw(rng, "adult", roll=0.25, outside=0.04)
        aid = rng.choices(AIDS, (20, 3, 30, 22, 6, 4, 5, 10))[0]
        values = {"application_no": f"SQ{day:%Y%m%d}{number:05d}", "applied_on": day, "aid": aid, "reason": plea(rng)}
        happenings.append(Happening("boe_miniapp", day, person, f"application-{number:05d}", values))
    return happenings
