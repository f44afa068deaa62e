export { HandoverPage } from "./HandoverPage";
