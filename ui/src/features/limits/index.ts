export { ChangeTable } from "./ChangeTable";
export { LimitsDialog, LimitsSection } from "./LimitsSheet";
export {
  countWords,
  dayStart,
  dayWords,
  isJudged,
  limitWords,
  lineName,
  lineShort,
  lineTerms,
  moreWords,
  num,
  percent,
  roomFigure,
  roomNoun,
  senseWords,
  shareWords,
  standingState,
  windowKey,
  windowShort,
  windowWords,
} from "./line-words";
export { crossings, Price, PriceLines } from "./Price";
export { StandingMark } from "./StandingMark";
export { learnWords, useWords } from "./use-words";
export { WhatIfDialog } from "./WhatIfDialog";
