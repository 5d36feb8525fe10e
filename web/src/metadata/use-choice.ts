import { useState } from 'react';

export interface Choice {
  isChosen: (id: string) => boolean;
  onChoose: (id: string) => void;
}

/** Everything is chosen until somebody leaves it out, so that what comes later is chosen too. */
export function useChoice(): Choice {
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  return {
    isChosen: (id) => !left.has(id),
    onChoose: (id) =>
      setLeft((before) => {
        const after = new Set(before);
        if (!after.delete(id)) after.add(id);
        return after;
      }),
  };
}
