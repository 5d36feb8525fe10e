/** Submissions on one page, at every door that pages by number. */
export const PAGE_SIZE = 100;

export interface Page {
  /** 1-based, within the pages that there are */
  page: number;
  pages: number;
}

/** NeMO's rule: nothing, nonsense or less than 1 is page 1; past the end is the last page. */
export function pageOf(text: string | undefined, total: number): Page {
  const pages = Math.max(1, Math.ceil(total / PAGE_SIZE));
  const asked = /^[0-9]{1,15}$/.test(text ?? '') ? Number(text) : 1;
  return { page: Math.min(Math.max(1, asked), pages), pages };
}

/** The ordinals of a page in a list with dense ordinals 1…total, newest first. An empty list has none. */
export function ordinalsOf(page: number, total: number): { from: number; to: number } | undefined {
  const to = total - (page - 1) * PAGE_SIZE;
  return to < 1 ? undefined : { from: Math.max(1, to - PAGE_SIZE + 1), to };
}
