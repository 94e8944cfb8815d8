import { load } from 'dehusk';
import { Readability } from 'dehusk/readability';

const stripper = await load();
stripper.strip(42);
stripper.strip('<p>', { captions: 'perhaps' });
stripper.render('<p>', { format: 'docx' });
const length: number = stripper.explain('<p>', { format: 'html' }).texts.length;
const title: number = new Readability(document).parse()!.title;
export { length, title };
