/*
 * Copyright The Firewarden Authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.firewarden.model.metric;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Writes numbers as {@link Double#toString(double)} does, but faster for what metrics consist of:
 * whole numbers, and seconds with up to three decimals. Not thread-safe.
 */
final class NumberText {
  /** Bytes that a number takes at most. */
  static final int MAX_LENGTH = 32;

  /** From here on {@link Double#toString(double)} writes an exponent. */
  private static final long SCIENTIFIC = 10_000_000;

  /** Up to here whole numbers, and thousandths, are exact. */
  private static final double EXACT = 1e15;

  private static final int DECIMALS = 3;
  private static final int THOUSAND = 1000;

  private final byte[] digits = new byte[20];

  /** Writes a finite number and gives the position behind it. */
  int write(double value, byte[] to, int at) {
    double size = Math.abs(value);
    int position = at;
    if (value < 0) {
      to[position++] = '-';
    }
    long whole = (long) size;
    if (size < EXACT && whole == size) {
      return whole < SCIENTIFIC ? decimal(whole, 0, to, position) : power(whole, 0, to, position);
    }
    long thousandths = Math.round(size * THOUSAND);
    if (thousandths < EXACT && thousandths > 0 && thousandths / (double) THOUSAND == size) {
      return whole < SCIENTIFIC
          ? decimal(whole, (int) (thousandths - whole * THOUSAND), to, position)
          : power(thousandths, DECIMALS, to, position);
    }
    byte[] text = Double.toString(size).getBytes(US_ASCII);
    System.arraycopy(text, 0, to, position, text.length);
    return position + text.length;
  }

  /** Writes a whole number and gives the position behind it. */
  int write(long value, byte[] to, int at) {
    byte[] text = Long.toString(value).getBytes(US_ASCII);
    System.arraycopy(text, 0, to, at, text.length);
    return at + text.length;
  }

  private int decimal(long whole, int thousandths, byte[] to, int at) {
    int first = split(whole);
    int position = at + digits.length - first;
    System.arraycopy(digits, first, to, at, digits.length - first);
    to[position++] = '.';
    int rest = thousandths;
    int unit = THOUSAND / 10;
    do {
      to[position++] = (byte) ('0' + rest / unit);
      rest %= unit;
      unit /= 10;
    } while (rest > 0);
    return position;
  }

  /** Writes {@code number / 10^decimals} as one digit, a point, the other digits and the power. */
  private int power(long number, int decimals, byte[] to, int at) {
    int first = split(number);
    int exponent = digits.length - first - 1 - decimals;
    int last = digits.length - 1;
    while (last > first && digits[last] == '0') {
      last--;
    }
    int position = at;
    to[position++] = digits[first];
    to[position++] = '.';
    if (last == first) {
      to[position++] = '0';
    } else {
      System.arraycopy(digits, first + 1, to, position, last - first);
      position += last - first;
    }
    to[position++] = 'E';
    return exponent < 10 ? oneDigit(exponent, to, position) : write(exponent, to, position);
  }

  private static int oneDigit(int number, byte[] to, int at) {
    to[at] = (byte) ('0' + number);
    return at + 1;
  }

  /** Puts the digits at the end of the scratch space and gives the position of the first. */
  private int split(long number) {
    int position = digits.length;
    long rest = number;
    do {
      digits[--position] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
    return position;
  }
}
