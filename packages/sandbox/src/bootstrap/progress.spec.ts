import { widthOf } from './progress.mjs';

describe('a line that is written over', () => {
  it('has the width of the terminal but one, and that of 79 characters where the terminal does not say', () => {
    expect(widthOf({ columns: 120 })).toBe(119);
    expect(widthOf({ columns: 0 })).toBe(79);
    expect(widthOf({})).toBe(79);
  });
});
