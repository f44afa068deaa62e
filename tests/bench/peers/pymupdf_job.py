"""The job with PyMuPDF: every label shown on a 4x6 page, with its strip. Arguments: plan, output."""

import json
import sys

import pymupdf

plan = json.load(open(sys.argv[1]))
out = pymupdf.open()
for label in plan["labels"]:
    with pymupdf.open(label["file"]) as source:
        x0, y0, x1, y1 = label["crop"]
        height = source[label["page"]].rect.height
        page = out.new_page(width=plan["width"], height=plan["height"])
        scale = plan["scale"]
        left = (plan["width"] - (x1 - x0) * scale) / 2
        place = pymupdf.Rect(left, 0, left + (x1 - x0) * scale, (y1 - y0) * scale)
        page.show_pdf_page(place, source, label["page"], clip=pymupdf.Rect(x0, height - y1, x1, height - y0))
        page.insert_text((20, plan["height"] - 7), label["strip"], fontsize=11)
out.save(sys.argv[2], garbage=4, deflate=True)
