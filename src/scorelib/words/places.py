"""Places by their code of GB/T 2260: six digits, province, city and county two each."""

from __future__ import annotations

import re
from typing import Final

from scorelib.ground.errors import Text, WordError

__all__ = ["NATION", "list_above", "name_place", "read_place"]

NATION: Final = "000000"
"""The whole country; the standard itself has no code for it."""

_PROVINCES: Final = {
    "11": ("北京市", "Beijing"),
    "12": ("天津市", "Tianjin"),
    "13": ("河北省", "Hebei"),
    "14": ("山西省", "Shanxi"),
    "15": ("内蒙古自治区", "Inner Mongolia"),
    "21": ("辽宁省", "Liaoning"),
    "22": ("吉林省", "Jilin"),
    "23": ("黑龙江省", "Heilongjiang"),
    "31": ("上海市", "Shanghai"),
    "32": ("江苏省", "Jiangsu"),
    "33": ("浙江省", "Zhejiang"),
    "34": ("安徽省", "Anhui"),
    "35": ("福建省", "Fujian"),
    "36": ("江西省", "Jiangxi"),
    "37": ("山东省", "Shandong"),
    "41": ("河南省", "Henan"),
    "42": ("湖北省", "Hubei"),
    "43": ("湖南省", "Hunan"),
    "44": ("广东省", "Guangdong"),
    "45": ("广西壮族自治区", "Guangxi"),
    "46": ("海南省", "Hainan"),
    "50": ("重庆市", "Chongqing"),
    "51": ("四川省", "Sichuan"),
    "52": ("贵州省", "Guizhou"),
    "53": ("云南省", "Yunnan"),
    "54": ("西藏自治区", "Tibet"),
    "61": ("陕西省", "Shaanxi"),
    "62": ("甘肃省", "Gansu"),
    "63": ("青海省", "Qinghai"),
    "64": ("宁夏回族自治区", "Ningxia"),
    "65": ("新疆维吾尔自治区", "Xinjiang"),
    "71": ("台湾省", "Taiwan"),
    "81": ("香港特别行政区", "Hong Kong"),
    "82": ("澳门特别行政区", "Macao"),
}
"""The first two digits of every code, with what they stand for."""


def read_place(text: str) -> str:
    """Return the code of a place, as it was written.

    Raises `WordError` (SL352) for what is not six digits, begins with no province's digits, or
    names a county (or city) of no city (or province).

    >>> read_place("340102")
    '340102'
    """
    known = text == NATION or text[:2] in _PROVINCES
    hollow = text[2:4] == "00" and text[4:] != "00"
    if not re.fullmatch(r"[0-9]{6}", text) or not known or hollow:
        raise WordError("SL352", text=text)
    return text


def list_above(code: str) -> tuple[str, ...]:
    """Return a place and those that it lies in: county, city, province, nation.

    >>> list_above("340102")
    ('340102', '340100', '340000', '000000')
    >>> list_above("460000")
    ('460000', '000000')
    """
    steps = (code, f"{code[:4]}00", f"{code[:2]}0000", NATION)
    return tuple(dict.fromkeys(steps))


def name_place(code: str) -> Text:
    """Return what a code is called as far as the code itself tells: its province, the nation.

    >>> name_place("340102").en
    '340102 (Anhui)'
    >>> name_place("340000").zh
    '安徽省（340000）'
    """
    if code == NATION:
        return Text("全国（000000）", "the nation (000000)")
    zh, en = _PROVINCES.get(code[:2], ("", ""))
    if code.endswith("0000"):
        return Text(f"{zh}（{code}）", f"{en} ({code})")
    return Text(f"{code}（{zh}）", f"{code} ({en})")
