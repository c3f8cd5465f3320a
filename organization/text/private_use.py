"""What Windows and older programs write in Unicode's private use area for want of a code, and the real characters.

GBK and GB 18030-2000 put these there; GB 18030-2005 and -2022 give each its place in Unicode. Names on ID cards have
them: U+E863 is 䶮.
"""

# GBK's codes FE50 to FEA0, in order.
_RARE = (
    "⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱"
    "䎬⺻䏝䓖䙡䙌龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻"
)
_VERTICAL_MARKS = "\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19"
_DESCRIPTION_SIGNS = "\u303e\u2ff0\u2ff1\u2ff2\u2ff3\u2ff4\u2ff5\u2ff6\u2ff7\u2ff8\u2ff9\u2ffa\u2ffb"
# By the first private code of each run.
_RUNS = {
    0xE5E5: "\u3000",
    0xE76C: "€",
    0xE78D: _VERTICAL_MARKS,
    0xE7C7: "\u1e3f\u01f9",
    0xE7E7: _DESCRIPTION_SIGNS,
    0xE815: _RARE,
}
REAL_CHARACTERS: dict[int, str] = {
    first + place: character for first, run in _RUNS.items() for place, character in enumerate(run)
}
# As a class of a regular expression.
PRIVATE_USE = "".join(f"{chr(first)}-{chr(first + len(run) - 1)}" for first, run in _RUNS.items())
