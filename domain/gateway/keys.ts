/** The names that people and scripts use: a project `MP`, its specification `MP-SPEC-1`, its assignment `MP-ASSN-1`. */
export const PROJECT_KEY = /^[A-Z][A-Z0-9]{0,15}$/;
const SPECIFICATION_KEY = /^([A-Z][A-Z0-9]{0,15})-SPEC-([1-9][0-9]{0,5})$/;
const ASSIGNMENT_KEY = /^([A-Z][A-Z0-9]{0,15})-ASSN-([1-9][0-9]{0,5})$/;

export const specificationKey = (projectKey: string, number: number): string => `${projectKey}-SPEC-${number}`;
export const assignmentKey = (projectKey: string, number: number): string => `${projectKey}-ASSN-${number}`;

export const isProjectKey = (text: string): boolean => PROJECT_KEY.test(text);
export const isSpecificationKey = (text: string): boolean => SPECIFICATION_KEY.test(text);
export const isAssignmentKey = (text: string): boolean => ASSIGNMENT_KEY.test(text);

/** In lists the tenth comes after the second: numbers have six digits there. */
export const sortableKey = (key: string): string => key.replace(/[0-9]+$/, (number) => number.padStart(6, '0'));
