package centre

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"xiaochuang/desk"
	"xiaochuang/store/centre/records"
)

// A sitting is the time from signing in to signing out. Its token is in the
// browser only; the records have its digest, so that every instance knows it and
// nobody who reads the records can sit down with it.
const (
	idleSitting    = 30 * time.Minute
	longestSitting = 12 * time.Hour
	touchSitting   = time.Minute // how exactly its last use is known
)

// SignIn opens a sitting and returns its token. It is a Problem of kind Denied for
// a login and secret that do not belong together, whichever is wrong, or whose
// account is disabled or was given a secret too long ago; and Locked after too
// many wrong ones, for a quarter of an hour.
func (x *Centre) SignIn(ctx context.Context, login, secret string) (token string, a Account, err error) {
	login = strings.ToLower(strings.TrimSpace(login))
	denied := &desk.Problem{Kind: desk.Denied, What: "account.secret"}
	if !loginName(login) || len(secret) > 4*mostSecret {
		login, secret = "", ""
	}
	k, err := x.try(ctx, login)
	if err != nil && desk.KindOf(err) != desk.NotFound {
		return "", a, err
	}
	right, err := x.rightSecret(ctx, k.secret, secret)
	switch {
	case err != nil:
		return "", a, err
	case !right || !k.Active:
		return "", a, denied
	case k.Given && k.until < x.now().UnixMilli():
		return "", a, &desk.Problem{Kind: desk.Denied, What: "account.given"}
	}
	token = newToken()
	err = x.write(ctx, func(tx *records.Tx) error {
		now, err := x.account(ctx, tx, Person{}, login)
		if err != nil {
			return err
		}
		if !now.Active || now.secret != k.secret {
			return denied // changed meanwhile
		}
		at := x.now().UnixMilli()
		for _, do := range []struct {
			query string
			args  []any
		}{
			{`UPDATE account SET wrong = 0, locked = 0, seen = ? WHERE login = ?`, []any{at, login}},
			{`DELETE FROM sitting WHERE opened < ? OR used < ?`, []any{at - longestSitting.Milliseconds(), at - idleSitting.Milliseconds()}},
			{`INSERT INTO sitting(token, login, opened, used) VALUES(?, ?, ?, ?)`, []any{digestOf(token), login, at, at}},
		} {
			if _, err := tx.ExecContext(ctx, do.query, do.args...); err != nil {
				return err
			}
		}
		return x.once(ctx, tx, randomID(), k.Tenant, k.Person(), actSignIn, "account:"+login, "")
	})
	k.Locked = time.Time{}
	return token, k.Account, err
}

// try counts a secret before it is looked at, so that however many come at once
// no more than allowed are tried. It returns a Problem of kind Locked where that
// many were wrong, and NotFound where there is no such account.
func (x *Centre) try(ctx context.Context, login string) (k kept, err error) {
	if login == "" {
		return k, &desk.Problem{Kind: desk.NotFound, What: "account"}
	}
	err = x.write(ctx, func(tx *records.Tx) error {
		if k, err = x.account(ctx, tx, Person{}, login); err != nil {
			return err
		}
		if !k.Locked.IsZero() {
			return &desk.Problem{Kind: desk.Locked, What: "account.locked"}
		}
		wrong, until := k.wrong+1, int64(0)
		if wrong >= mostWrong {
			wrong, until = 0, x.now().Add(lockTime).UnixMilli()
			if err := x.once(ctx, tx, randomID(), k.Tenant, k.Person(), actLocked, "account:"+login, ""); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `UPDATE account SET wrong = ?, locked = ? WHERE login = ?`, wrong, until, login)
		return err
	})
	if err != nil {
		k.secret = ""
	}
	return k, err
}

// Sitting returns the account that sits with a token, and notes that it was used.
// It is a Problem of kind Denied for a token that is none, or no longer.
func (x *Centre) Sitting(ctx context.Context, token string) (a Account, err error) {
	var used int64
	now := x.now()
	err = x.read(ctx, func(tx *records.Tx) error {
		k, err := x.scanAccount(func(to ...any) error {
			return tx.QueryRowContext(ctx, `
				SELECT a.login, a.tenant, a.name, a.role, a.state, a.secret, a.until, a.wrong, a.locked, a.made, a.seen, s.used
				FROM sitting s
				JOIN account a ON a.login = s.login
				WHERE s.token = ? AND s.opened > ? AND s.used > ? AND a.state = 'active'`,
				digestOf(token), now.Add(-longestSitting).UnixMilli(), now.Add(-idleSitting).UnixMilli()).Scan(append(to, &used)...)
		})
		a = k.Account
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		return Account{}, &desk.Problem{Kind: desk.Denied, What: "account.sitting"}
	}
	if err != nil || now.Sub(time.UnixMilli(used)) < touchSitting {
		return a, err
	}
	return a, x.write(ctx, func(tx *records.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE sitting SET used = ? WHERE token = ?`, now.UnixMilli(), digestOf(token))
		return err
	})
}

// SignOut ends a sitting.
func (x *Centre) SignOut(ctx context.Context, token string) error {
	return x.write(ctx, func(tx *records.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM sitting WHERE token = ?`, digestOf(token))
		return err
	})
}

// ChooseSecret gives the account that sits with a token a secret of its own. Every
// sitting of the account ends; it returns the token of a new one. It is a Problem
// of kind Denied where the old secret is wrong, which counts as at the door, and
// Invalid for a secret that is too short, too long, the login, the name, or the
// old one.
func (x *Centre) ChooseSecret(ctx context.Context, token, old, secret string) (string, error) {
	a, err := x.Sitting(ctx, token)
	if err != nil {
		return "", err
	}
	k, err := x.try(ctx, a.Login)
	if err != nil {
		return "", err
	}
	right, err := x.rightSecret(ctx, k.secret, old)
	switch {
	case err != nil:
		return "", err
	case !right:
		return "", &desk.Problem{Kind: desk.Denied, What: "account.secret"}
	case !goodSecret(a, secret) || secret == old:
		err = &desk.Problem{Kind: desk.Invalid, What: "account.choose"}
	}
	hash := k.secret
	if err == nil {
		if hash, err = x.hashSecret(ctx, secret); err != nil {
			return "", err
		}
	}
	chosen, fresh := err, newToken()
	err = x.write(ctx, func(tx *records.Tx) error {
		now, err := x.account(ctx, tx, Person{}, a.Login)
		if err != nil {
			return err
		}
		if now.secret != k.secret {
			return &desk.Problem{Kind: desk.Denied, What: "account.secret"}
		}
		if chosen != nil { // The old secret was right: nothing is counted.
			_, err := tx.ExecContext(ctx, `UPDATE account SET wrong = 0, locked = 0 WHERE login = ?`, a.Login)
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE account SET secret = ?, until = 0, wrong = 0, locked = 0 WHERE login = ?`, hash, a.Login)
		if err != nil {
			return err
		}
		if err := endSittings(ctx, tx, a.Login); err != nil {
			return err
		}
		at := x.now().UnixMilli()
		_, err = tx.ExecContext(ctx, `INSERT INTO sitting(token, login, opened, used) VALUES(?, ?, ?, ?)`, digestOf(fresh), a.Login, at, at)
		if err != nil {
			return err
		}
		return x.once(ctx, tx, randomID(), a.Tenant, a.Person(), actSecret, "account:"+a.Login, "chosen")
	})
	if err == nil {
		err = chosen
	}
	if err != nil {
		return "", err
	}
	return fresh, nil
}

// goodSecret reports whether a secret may be chosen for an account.
func goodSecret(a Account, secret string) bool {
	n := utf8.RuneCountInString(secret)
	if !utf8.ValidString(secret) || n < leastSecret || n > mostSecret || strings.IndexFunc(secret, unicode.IsControl) >= 0 {
		return false
	}
	kinds := map[rune]bool{}
	for _, r := range secret {
		kinds[r] = true
	}
	low := strings.ToLower(secret)
	for _, known := range []string{a.Login, strings.ToLower(a.Name)} {
		if utf8.RuneCountInString(known) > 2 && strings.Contains(low, known) {
			return false
		}
	}
	return len(kinds) >= 5
}

// newToken is 256 random bits.
func newToken() string {
	var b [32]byte
	rand.Read(b[:]) // Never fails: crypto/rand ends the program instead.
	return hex.EncodeToString(b[:])
}

// digestOf is what is kept of a token, which is random and needs no more.
func digestOf(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
