export { makeClient } from "./client";
export { startFeed } from "./feed";
export { host, setHost } from "./host";
export { ErrorNote } from "./ErrorNote";
export { ListState } from "./ListState";
export { type CommandName, type Reply, type Request, rpc } from "./rpc";
export { type ActionName, type QueryName, queryKey, useAction, useDone, usePicture, useRpc } from "./use-rpc";
