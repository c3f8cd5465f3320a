"""What the frame itself weighs, beside the admin's own sheets and what a page adds."""

import gzip
import re
from pathlib import Path

OURS = re.compile(r"\{% static '([^'/]+\.(?:css|js))' %\}")


def test_own_css_and_script_of_the_frame_stay_under_15_kb_compressed():
    frame = Path("templates/admin/base_site.html").read_text(encoding="utf-8")
    names = OURS.findall(frame)
    assert {"frame.css", "frame.js", "colours.css"} <= set(names)
    sizes = {name: len(gzip.compress(Path("static", name).read_bytes(), 6)) for name in names}
    assert sum(sizes.values()) < 15_000, sizes
