import { useEffect, useState } from "react";
import { Button, type ButtonProps } from "./Button";
import { copyText } from "./copy-text";

/** What a copy button says. */
export type CopyWords = { copy: string; copied: string; failed: string };

type Props = Omit<ButtonProps, "onClick" | "children" | "icon"> & {
  /** What goes to the clipboard, made only when it is asked for. */
  text: string | (() => string);
  words: CopyWords;
  /** Only the drawing; its words are said aloud and on hover. */
  bare?: boolean | undefined;
};

/** Puts text on the clipboard and says whether that worked. */
export function CopyButton({ text, words, bare = false, ...rest }: Props) {
  const [said, setSaid] = useState<"copy" | "copied" | "failed">("copy");
  useEffect(() => {
    if (said === "copy") {
      return undefined;
    }
    const timer = setTimeout(() => setSaid("copy"), 2000);
    return () => clearTimeout(timer);
  }, [said]);
  async function copy() {
    const done = await copyText(typeof text === "string" ? text : text());
    setSaid(done ? "copied" : "failed");
  }
  return (
    <Button
      {...rest}
      icon={said === "copied" ? "check" : "copy"}
      title={bare ? words[said] : rest.title}
      onClick={() => void copy()}
    >
      <span aria-live="polite" className={bare ? "off" : undefined}>
        {words[said]}
      </span>
    </Button>
  );
}
