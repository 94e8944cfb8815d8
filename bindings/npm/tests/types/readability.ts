// What is written for @mozilla/readability fits, with the import changed.
import { Readability as Original, isProbablyReaderable as original } from '@mozilla/readability';
import { Readability, isProbablyReaderable } from 'dehusk/readability';

type Parsed = NonNullable<ReturnType<InstanceType<typeof Original>['parse']>>;

export const parsed: Parsed | null = new Readability(document, { charThreshold: 500 }).parse();
export const element: Node | undefined = new Readability(document, { serializer: (node) => node }).parse()?.content;
export const is: ReturnType<typeof original> = isProbablyReaderable(document, { minContentLength: 140 });
export const fields: Record<keyof Parsed, unknown> | null = parsed;
