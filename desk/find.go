package desk

import (
	"context"
	"strconv"
)

// Finding is how far a store is with the index in memory by which cases are
// found by names and matters. Numbers are found without it.
type Finding struct {
	Begun bool
	Done  bool
	Cases int   // in the index, the newest first
	Total int   // in the store when it was begun
	Names int   // different ones
	Bytes int64 // of memory that the index takes, roughly
}

// A Look is by what cases were looked for.
type Look string

// Looks. What was typed is never kept.
const (
	LookNumber Look = "number" // of a case, paper or bag
	LookTail   Look = "tail"   // last characters of a document or phone
	LookName   Look = "name"   // a name or matter
	LookList   Look = "list"   // picked from a list
)

// LookOf tells by what a typed text looks for cases.
func LookOf(text string) Look {
	letters, digits := 0, 0
	for _, r := range text {
		switch {
		case r >= 0x2e80 && r < 0xff00 || r > 0xffff:
			return LookName // a Chinese character
		case r >= '0' && r <= '9' || r >= '０' && r <= '９':
			digits++
		case r != '-' && r != ' ' && r != '+' && r != 'X' && r != 'x':
			letters++
		}
	}
	switch {
	case digits == 0:
		return LookName
	case letters == 0:
		return LookTail
	}
	return LookNumber
}

// Looked records that a person looked for cases and how many were shown, or
// which one was opened. Neither what was typed nor whom it is about is in the
// line.
func (c *Counter) Looked(ctx context.Context, rid string, d Duty, by Look, found []Case) error {
	obj := "station:" + c.station.Code
	if len(found) == 1 {
		obj = "case:" + found[0].ID
	}
	n := map[string]string{"by": string(by), "found": strconv.Itoa(len(found))}
	_, err := c.ledger.Write(ctx, rid, d, func(Tx) (Act, error) {
		return Act{Kind: ActCaseLooked, Obj: obj, Note: n}, nil
	})
	return err
}
