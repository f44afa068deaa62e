import frame from "./hi.json";
import desk from "./hi-desk.json";
import guardrails from "./hi-guardrails.json";
import labels from "./hi-labels.json";
import own from "./hi-own.json";
import print from "./hi-print.json";
import watch from "./hi-watch.json";

/** All Hindi words. A module of its own, because who reads English needs none of them. */
export const hindi = { ...frame, ...desk, ...guardrails, ...labels, ...own, ...print, ...watch };
