// Package exchange turns cases into the five tables in which government service
// platforms hand cases to each other: 受理, 过程, 结果, 特别程序, 材料. It maps and
// checks; it reads no store and writes no file.
//
// What a name or a code is called differs from platform to platform, and some turn
// digits round (办件类型, 满意度). So every name and code comes from a Profile, and
// nothing here holds a digit of its own.
package exchange
