// The job with pdf-lib: every label embedded on a 4x6 page, with its strip. Arguments: folder of pdf-lib, plan, output.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const [home, planFile, output] = process.argv.slice(2);
const { PDFDocument, StandardFonts } = createRequire(`${home}/package.json`)("pdf-lib");
const plan = JSON.parse(readFileSync(planFile, "utf8"));
const out = await PDFDocument.create();
const font = await out.embedFont(StandardFonts.Helvetica);
for (const label of plan.labels) {
  const source = await PDFDocument.load(readFileSync(label.file));
  const [left, bottom, right, top] = label.crop;
  const form = await out.embedPage(source.getPage(label.page), { left, bottom, right, top });
  const page = out.addPage([plan.width, plan.height]);
  const width = (right - left) * plan.scale;
  const height = (top - bottom) * plan.scale;
  page.drawPage(form, { x: (plan.width - width) / 2, y: plan.height - height, width, height });
  page.drawText(label.strip.replace(/[^\x20-\x7e]/g, "x"), { x: 20, y: 7, size: 11, font });
}
writeFileSync(output, await out.save());
