/** Whether the notification centre is open; from anywhere in the window. */
import { create } from "zustand";

interface Centre {
  open: boolean;
  show(open: boolean): void;
}

export const useCentre = create<Centre>()((set) => ({ open: false, show: (open) => set({ open }) }));
