package web_test

import (
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"xiaochuang/store/centre"
)

func TestFirstSignIn(t *testing.T) {
	s := newStreet(t, false)
	given, err := s.AddAccount(t.Context(), operator, centre.Account{Login: "Reviewer", Name: "Reviewer One", Role: centre.RoleReview})
	if err != nil {
		t.Fatal(err)
	}
	b := s.browser()
	if a := b.get("/web/cases?all=1"); a.status != http.StatusSeeOther || a.to != "/web/signin?next=%2Fweb%2Fcases%3Fall%3D1" {
		t.Errorf("without a sitting one is sent to %d %q", a.status, a.to)
	}
	b.signIn("nobody", given).is(t, "an unknown login", http.StatusForbidden, "账号或口令不对")
	b.signIn("reviewer", given+"x").is(t, "a wrong secret", http.StatusForbidden, "账号或口令不对")
	if a := b.signIn("REVIEWER ", given); a.to != "/web/secret" {
		t.Errorf("the first sign-in leads to %d %q", a.status, a.to)
	}
	if a := b.get("/web/cases"); a.to != "/web/secret" {
		t.Errorf("before a secret was chosen cases lead to %d %q", a.status, a.to)
	}
	for name, to := range map[string]string{"short": "1899-1900", "the same": given, "simple": "aaaaaaaaaaaaaaaa", "the login": "reviewer-1899-1900"} {
		b.send("/web/secret", "/web/secret", fill("old", given, "new", to, "again", to)).is(t, name, http.StatusUnprocessableEntity, "新口令太简单")
	}
	b.send("/web/secret", "/web/secret", fill("old", given, "new", secret, "again", secret+"x")).is(t, "differs", http.StatusUnprocessableEntity, "不一样")
	b.send("/web/secret", "/web/secret", fill("old", "x", "new", secret, "again", secret)).is(t, "the old one wrong", http.StatusForbidden, "账号或口令不对")

	elsewhere := s.browser()
	elsewhere.signIn("reviewer", given)
	if a := b.send("/web/secret", "/web/secret", fill("old", given, "new", secret, "again", secret)); a.to != "/web/" {
		t.Fatalf("a secret of one's own leads to %d %q: %s", a.status, a.to, a.body)
	}
	b.get("/web/cases").is(t, "cases", http.StatusOK, "Reviewer One", "审核")
	if a := elsewhere.get("/web/secret"); a.status != http.StatusSeeOther {
		t.Errorf("the sitting elsewhere goes on: %d", a.status)
	}
	elsewhere.signIn("reviewer", given).is(t, "the given secret again", http.StatusForbidden)
}

func TestGivenSecretEnds(t *testing.T) {
	s := newStreet(t, false)
	given, err := s.AddAccount(t.Context(), operator, centre.Account{Login: "r", Name: "Reviewer One", Role: centre.RoleReview})
	if err != nil {
		t.Fatal(err)
	}
	s.clock.Add(3*24*time.Hour + time.Minute)
	b := s.browser()
	b.signIn("r", given).is(t, "after three days", http.StatusForbidden, "过期")
	again, err := s.GiveSecret(t.Context(), operator, "R")
	if err != nil {
		t.Fatal(err)
	}
	if a := b.signIn("r", again); a.to != "/web/secret" {
		t.Errorf("a secret given anew leads to %d %q", a.status, a.to)
	}
}

func TestLockAfterWrongSecrets(t *testing.T) {
	s := newStreet(t, false)
	s.reviewer()
	b := s.browser()
	for range 5 {
		b.signIn("reviewer", "wrong").is(t, "wrong", http.StatusForbidden)
	}
	b.signIn("reviewer", secret).is(t, "locked", http.StatusTooManyRequests, "暂时锁住")
	s.clock.Add(16 * time.Minute)
	if a := b.signIn("reviewer", secret); a.to != "/web/" {
		t.Errorf("a quarter of an hour later it leads to %d %q", a.status, a.to)
	}
	for range 5 {
		b.signIn("reviewer", "wrong")
	}
	b.signIn("reviewer", secret).is(t, "locked again", http.StatusTooManyRequests)
	if _, err := s.EnableAccount(t.Context(), operator, "reviewer", true); err != nil {
		t.Fatal(err)
	}
	if a := b.signIn("reviewer", secret); a.to != "/web/" {
		t.Errorf("unlocked it leads to %d %q", a.status, a.to)
	}
	acts, err := s.Acts(t.Context(), operator, 0)
	locked := 0
	for _, a := range acts {
		if a.Kind == "locked" {
			locked++
		}
	}
	if err != nil || locked != 2 {
		t.Errorf("%d locks are written down, %v", locked, err)
	}
}

func TestSittingEnds(t *testing.T) {
	s := newStreet(t, false)
	b := s.reviewer()
	open := func() bool { return b.get("/web/cases").status == http.StatusOK }
	s.clock.Add(29 * time.Minute)
	if !open() {
		t.Fatal("it ended before half an hour")
	}
	s.clock.Add(29 * time.Minute)
	if !open() {
		t.Fatal("its use did not keep it")
	}
	s.clock.Add(31 * time.Minute)
	if open() {
		t.Error("it goes on unused")
	}
	b.signIn("reviewer", secret)
	for range 30 {
		s.clock.Add(25 * time.Minute)
		b.get("/web/cases")
	}
	if open() {
		t.Error("it goes on for more than twelve hours")
	}
	b.signIn("reviewer", secret)
	if a := b.send("/web/cases", "/web/signout", nil); a.to != "/web/signin" || open() {
		t.Errorf("signing out leads to %d %q", a.status, a.to)
	}
	b.signIn("reviewer", secret)
	if _, err := s.EnableAccount(t.Context(), operator, "reviewer", false); err != nil {
		t.Fatal(err)
	}
	if open() {
		t.Error("a disabled account goes on")
	}
	b.signIn("reviewer", secret).is(t, "disabled", http.StatusForbidden, "账号或口令不对")
}

// A copy of the cookie is worth nothing after signing out, and nothing of it is in
// the records.
func TestTokenIsWorthless(t *testing.T) {
	s := newStreet(t, false)
	b := s.reviewer()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+"/web/", nil)
	if err != nil {
		t.Fatal(err)
	}
	var cookie *http.Cookie
	for _, c := range b.http.Jar.Cookies(r.URL) {
		if c.Name == "centre" {
			cookie = c
		}
	}
	if cookie == nil || len(cookie.Value) != 64 {
		t.Fatalf("the cookie is %+v", cookie)
	}
	b.send("/web/cases", "/web/signout", nil)
	r.AddCookie(cookie)
	if a := s.browser().do(r); a.status != http.StatusSeeOther || !strings.HasPrefix(a.to, "/web/signin") {
		t.Errorf("the token opens %d %q", a.status, a.to)
	}
}

func TestCookiesAndHeads(t *testing.T) {
	for _, secure := range []bool{false, true} {
		s := newStreet(t, secure)
		given, err := s.AddAccount(t.Context(), operator, centre.Account{Login: "r", Name: "Reviewer One", Role: centre.RoleReview})
		if err != nil {
			t.Fatal(err)
		}
		b := s.browser()
		door := b.get("/web/signin")
		form := formOf(door, fill("login", "r", "secret", given))
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"/web/signin", strings.NewReader(form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		// A jar does not send a secure cookie over plain HTTP, a gateway does.
		first, err := http.ParseSetCookie(door.header.Get("Set-Cookie"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Cookie", first.Name+"="+first.Value)
		in := b.do(r)
		if in.status != http.StatusSeeOther {
			t.Fatalf("signing in: %d %s", in.status, in.body)
		}
		var c *http.Cookie
		for _, line := range in.header.Values("Set-Cookie") {
			if k, err := http.ParseSetCookie(line); err == nil && strings.HasSuffix(k.Name, "centre") {
				c = k
			}
		}
		if c == nil || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Secure != secure || c.Path != "/" || c.MaxAge != 0 || c.Domain != "" ||
			strings.HasPrefix(c.Name, "__Host-") != secure {
			t.Errorf("secure %t: the cookie is %+v", secure, c)
		}
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
			"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			for what, a := range map[string]answer{"the door": door, "signing in": in, "nowhere": b.get("/web/nowhere")} {
				if got := a.header.Get(name); !strings.Contains(got, want) {
					t.Errorf("%s: %s is %q", what, name, got)
				}
			}
		}
		if policy := door.header.Get("Content-Security-Policy"); strings.Contains(policy, "unsafe") || strings.Contains(policy, "script-src") {
			t.Errorf("the policy is %q", policy)
		}
		if got := door.header.Get("Strict-Transport-Security"); (got != "") != secure {
			t.Errorf("secure %t: Strict-Transport-Security is %q", secure, got)
		}
		if strings.Contains(door.raw, "<script") || strings.Contains(door.raw, " style=") {
			t.Errorf("the page holds what its policy forbids: %s", door.raw)
		}
	}
}

// Whoever signs in is sent back to a page of ours and nowhere else.
func TestWayBack(t *testing.T) {
	s := newStreet(t, false)
	s.reviewer()
	for next, want := range map[string]string{
		"/web/cases?all=1": "/web/cases?all=1", "": "/web/", "https://evil.example/": "/web/", "//evil.example/web/": "/web/",
		"/web/../sync/v1/feed": "/web/", `/web/\evil.example`: "/web/", "/web//evil.example": "/web/", "/health": "/web/",
		"javascript:alert(1)": "/web/", "/web/cases\r\nSet-Cookie: a=b": "/web/",
	} {
		b := s.browser()
		a := b.send("/web/signin", "/web/signin", fill("login", "reviewer", "secret", secret, "next", next))
		if a.to != want {
			t.Errorf("next %q leads to %q, want %q", next, a.to, want)
		}
	}
}

// A sitting is known to every instance that shares the records, and ended by any.
func TestEveryInstanceKnowsASitting(t *testing.T) {
	s := newStreet(t, false)
	b := s.reviewer()
	twin := s.again()
	there := &browser{t, twin.url, b.http} // cookies do not tell ports apart
	there.get("/web/cases").is(t, "at the other instance", http.StatusOK, "Reviewer One")
	there.send("/web/cases", "/web/signout", nil)
	if a := b.get("/web/cases"); a.status != http.StatusSeeOther {
		t.Errorf("it goes on at the first instance: %d", a.status)
	}
}

// A crowd at the door does not keep those out who are in.
func TestCrowdAtTheDoor(t *testing.T) {
	s := newStreet(t, false)
	in, b := s.reviewer(), s.browser()
	form := url.Values{} // refused before any secret is looked at, which may take longer than the crowd may stay
	for range 8 {
		c, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		// Somebody who never sends the rest of the form.
		if _, err := c.Write([]byte("POST /web/signin HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\nlogin=")); err != nil {
			t.Fatal(err)
		}
	}
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if b.post("/web/signin", form, "same-origin").status == http.StatusServiceUnavailable {
			break
		}
		if time.Now().After(end) {
			t.Fatal("the ninth at the door is not turned away")
		}
	}
	in.get("/web/cases").is(t, "meanwhile", http.StatusOK)
}
