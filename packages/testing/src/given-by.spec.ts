import { givenBy } from './given-by.ts';

interface Seats {
  readonly taken: readonly string[];
}
const initialState = (): Seats => ({ taken: [] });

describe('given … then', () => {
  const given = givenBy((state: Seats, seat: string) => {
    return state.taken.includes(seat) ? state : { taken: [...state.taken, seat] };
  }, initialState);

  it('folds the facts in their order', () => {
    given('A1', 'A2').then((state) => expect(state.taken).toEqual(['A1', 'A2']));
  });

  it('says that nothing happened when the same object came back', () => {
    given('A1').when('A1').thenNothing();
  });

  it('fails when something happened', () => {
    expect(() => given('A1').when('A2').thenNothing()).toThrow();
  });

  it('fails when an equal copy came back', () => {
    const copying = givenBy((state: Seats) => ({ ...state }), initialState);
    expect(() => copying('A1').when('A1').thenNothing()).toThrow('another object');
  });

  it('fails when a fold mutates what it was given', () => {
    const mutating = givenBy(
      (state: { taken: string[] }, seat: string) => {
        state.taken.push(seat);
        return state;
      },
      () => ({ taken: [] as string[] }),
    );
    expect(() => mutating('A1')).toThrow(TypeError);
  });
});
