import { SelectField } from "~/components";
import { useRpc } from "~/data";
import { paperSaid } from "./paper";
import { usePrintWords } from "./words";

type Props = {
  /** The printer meant; none for the one it went to before, or the station's own. */
  value: number | null;
  onChange: (printer: number) => void;
  label?: string | undefined;
};

/** Which printer labels go to. Only printers of this station, and of every station, are offered. */
export function PrinterChoice({ value, onChange, label }: Props) {
  const { t } = usePrintWords();
  const reply = useRpc("printers", {});
  const { printers = [], station = "", defaults = [] } = reply.data ?? {};
  const near = printers.filter((one) => one.station === "" || one.station === station || one.printer === value);
  const own = value ?? defaults.find((one) => one.kind === "labels")?.printer ?? near[0]?.printer;
  if (own === undefined) return <p className="muted">{t("printing.noPrinter")}</p>;
  return (
    <SelectField
      label={label ?? t("printing.printer")}
      value={String(own)}
      onChange={(number) => onChange(Number(number))}
      options={near.map((one) => ({
        value: String(one.printer),
        label: `${one.name}, ${paperSaid(one.layout.paper, t)}`,
      }))}
      testId="printer-choice"
    />
  );
}
