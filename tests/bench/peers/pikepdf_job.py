"""The job with pikepdf: every page becomes a form on a 4x6 page, with its strip. Arguments: plan, output."""

import json
import sys

import pikepdf
from pikepdf import Dictionary, Name

plan = json.load(open(sys.argv[1]))
out = pikepdf.new()
font = out.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
for label in plan["labels"]:
    with pikepdf.open(label["file"]) as source:
        x0, y0, x1, y1 = label["crop"]
        form = out.copy_foreign(source.pages[label["page"]].as_form_xobject())
        form.BBox = [x0, y0, x1, y1]
        scale = plan["scale"]
        dx = (plan["width"] - (x1 - x0) * scale) / 2 - x0 * scale
        dy = plan["height"] - (y1 - y0) * scale - y0 * scale
        strip = label["strip"].replace("\\", "").replace("(", "").replace(")", "")
        content = f"q {scale} 0 0 {scale} {dx} {dy} cm /L Do Q BT /S 11 Tf 20 7 Td ({strip}) Tj ET"
        out.pages.append(
            pikepdf.Page(
                Dictionary(
                    Type=Name.Page,
                    MediaBox=[0, 0, plan["width"], plan["height"]],
                    Resources=Dictionary(XObject=Dictionary(L=form), Font=Dictionary(S=font)),
                    Contents=out.make_stream(content.encode("latin-1", "replace")),
                )
            )
        )
out.save(sys.argv[2])
