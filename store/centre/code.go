package centre

import (
	"context"
	"crypto/rand"
	"strings"
	"sync"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/centre/records"
)

// codeLife is how long a one-time code may lie before it is used.
const codeLife = 72 * time.Hour

// codeLetters are those that nobody takes for another, read out or written.
const codeLetters = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

// NewCode makes a one-time code for a desk of a station, such as "7K3M-9QXR-2F5D":
// 58 random bits. It enrols that desk, new or come back on another PC, once,
// within three days. A second code for a desk makes the first worthless.
func (x *Centre) NewCode(ctx context.Context, station, deskNo string) (string, error) {
	if !digits(station, 12) {
		return "", &desk.Problem{Kind: desk.Invalid, What: "station.code"}
	}
	if !digits(deskNo, 2) {
		return "", &desk.Problem{Kind: desk.Invalid, What: "station.desk"}
	}
	if err := x.found(ctx, streetOf(station)); err != nil {
		return "", err
	}
	code, now, id := newCode(), x.now(), station+"-"+deskNo
	err := x.write(ctx, func(tx *records.Tx) error {
		if err := tx.Lock(ctx, "desk:"+id); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM code WHERE desk_id = ? AND used IS NULL`, id); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `
			INSERT INTO code(tenant, hash, desk_id, made, expires)
			VALUES(?, ?, ?, ?, ?)`,
			streetOf(station), x.codeHash(code), id, now.UnixMilli(), now.Add(codeLife).UnixMilli())
		return err
	})
	return code, err
}

func newCode() string {
	var b strings.Builder
	for b.Len() < 14 {
		if b.Len() == 4 || b.Len() == 9 {
			b.WriteByte('-')
		}
		var r [1]byte
		rand.Read(r[:]) // Never fails: crypto/rand ends the program instead.
		if int(r[0]) < 256/len(codeLetters)*len(codeLetters) {
			b.WriteByte(codeLetters[int(r[0])%len(codeLetters)])
		}
	}
	return b.String()
}

// codeHash is what is kept of a code, whatever the case and dashes it is typed
// with.
func (x *Centre) codeHash(code string) []byte {
	plain := strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' {
			return -1
		}
		return r
	}, strings.ToUpper(code))
	sum := x.suite.Hash([]byte("code\n" + plain))
	return sum[:]
}

// guesses counts wrong codes, over all callers, so that trying them out takes
// for ever.
type guesses struct {
	clock func() time.Time
	mu    sync.Mutex
	since time.Time
	wrong int
}

const (
	mostGuesses = 20
	guessWindow = time.Minute
)

// may reports whether one more code may be tried now.
func (g *guesses) may() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if now := g.clock(); now.Sub(g.since) > guessWindow || now.Before(g.since) {
		g.since, g.wrong = now, 0
	}
	return g.wrong < mostGuesses
}

func (g *guesses) failed() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.wrong++
}
