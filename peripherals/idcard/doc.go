// Package idcard reads identity cards through a reader with a SAM security
// module on a serial line: resident cards, residence permits for people from
// Hong Kong, Macao and Taiwan, and both permanent residence cards for
// foreigners. A reading is used only after it was seen twice or its number
// proved itself by the check digit of GB 11643-1999.
//
// It takes the text and nothing else: the photo passes through a buffer that
// is wiped, fingerprints are never asked for, and no byte of a card stays in
// the driver after the reading is handed over. It does not judge a card's
// holder, and it does not verify a card against any register.
package idcard
