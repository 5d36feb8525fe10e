/** A cell that cannot be taken as it stands, whatever its type. */
export interface SpoiledCell {
  index: number;
  kind: 'encoding' | 'nul' | 'quotes' | 'formula' | 'cellError';
}

/** One row of a table as bytes of UTF-8. The same object is filled anew for every row: nobody may keep it. */
export interface RowCells {
  bytes: Uint8Array;
  /** where each cell begins and ends in `bytes` */
  starts: Int32Array;
  ends: Int32Array;
  count: number;
  spoiled: readonly SpoiledCell[];
}
