import { create } from "zustand";

export type Said = { id: number; good: boolean; text: string };

/** Notices waiting for their turn at most; of more the oldest go. */
const KEPT = 12;

type Notices = { said: readonly Said[]; say: (good: boolean, text: string) => void; dismiss: (id: number) => void };

let last = 0;

/** Things said once, in a corner. What needs an answer never goes here. */
export const useNotices = create<Notices>((set) => ({
  said: [],
  say: (good, text) => {
    last += 1;
    const id = last;
    set((state) => ({ said: [...state.said, { id, good, text }].slice(-KEPT) }));
  },
  dismiss: (id) => set((state) => ({ said: state.said.filter((notice) => notice.id !== id) })),
}));
