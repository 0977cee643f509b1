import { maskUrl } from './mask-url.ts';

describe('an address that is shown', () => {
  it('has no password and no value of a parameter', () => {
    expect(
      maskUrl('mongodb://user:secret@db.example:27017/x?authSource=admin&tlsCertificateKeyFilePassword=abc'),
    ).toBe('mongodb://***@db.example:27017/x?authSource=***&tlsCertificateKeyFilePassword=***');
    expect(maskUrl('https://key@registry.example/apis')).toBe('https://***@registry.example/apis');
  });

  it('is otherwise left as it is', () => {
    expect(maskUrl('127.0.0.1:9092,127.0.0.2:9092')).toBe('127.0.0.1:9092,127.0.0.2:9092');
  });
});
