/** A check of a table, to be changed: what people would otherwise look up. */
export const EXAMPLE_CHECKS = JSON.stringify(
  [
    {
      name: 'Parcels',
      kind: 'table',
      input: 'Land registry/Parcels',
      schema: {
        fields: [
          { name: 'id', type: 'integer', constraints: { required: true, unique: true } },
          { name: 'area', type: 'number', constraints: { minimum: 0 } },
          { name: 'surveyed', type: 'date' },
        ],
      },
      rules: [{ name: 'surveyed parcels have an area', expression: 'missing(surveyed) or not missing(area)' }],
      cleaned: true,
    },
  ],
  null,
  2,
);
