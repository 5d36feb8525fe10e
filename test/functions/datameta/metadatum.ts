/** What is sent for a metadatum without any rule, beside its name: the API wants every field. */
export const NO_RULE = {
  regexDescription: '',
  longDescription: '',
  example: '',
  regExp: '',
  dateTimeFmt: '',
  isMandatory: false,
  order: 100,
  isFile: false,
  isSubmissionUnique: false,
  isSiteUnique: false,
  serviceId: null as string | null,
};
