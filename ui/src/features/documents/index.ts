export { DocumentsPage } from "./DocumentsPage";
export { MadeDialog } from "./MadeDialog";
export { useOpenDocument } from "./open-document";
export { useFileOpener } from "./OpenFile";
export { SaveCopy } from "./SaveCopy";
export { fileName, Viewer } from "./Viewer";
