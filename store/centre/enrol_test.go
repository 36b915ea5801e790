package centre_test

import (
	"encoding/json"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre"
	"xiaochuang/store/centre/client"
	"xiaochuang/store/seal"
	"xiaochuang/store/storetest"
)

func freshKeys(t *testing.T, s seal.Suite) *seal.Keys {
	t.Helper()
	k, err := seal.Create(filepath.Join(t.TempDir(), "keys"), s)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func enrolAs(t *testing.T, s *street, keys *seal.Keys, id, code string) (uplink.Enrolled, error) {
	t.Helper()
	c, err := client.Dial(client.Config{URL: s.url, Desk: id, Keys: keys})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	return c.Enrol(t.Context(), code, "test")
}

func TestCodeIsForOneDeskOnce(t *testing.T) {
	s := newStreet(t)
	mine, other := freshKeys(t, s.Suite()), freshKeys(t, s.Suite())
	code, err := s.NewCode(t.Context(), station, "01")
	if err != nil {
		t.Fatal(err)
	}
	_, err = enrolAs(t, s, mine, deskID, "2222-2222-2222")
	kindIs(t, err, desk.Denied, "sync.code")
	_, err = enrolAs(t, s, mine, station+"-02", code)
	kindIs(t, err, desk.Denied, "sync.code")

	first, err := enrolAs(t, s, mine, deskID, strings.ToLower(strings.ReplaceAll(code, "-", " ")))
	if err != nil {
		t.Fatal(err)
	}
	again, err := enrolAs(t, s, mine, deskID, code)
	if err != nil || !reflect.DeepEqual(again, first) || first.Street != tenant || first.Generation != s.Generation() {
		t.Errorf("the same key gets %+v and then %+v, %v", first, again, err)
	}
	_, err = enrolAs(t, s, other, deskID, code)
	kindIs(t, err, desk.Denied, "sync.code")

	next, err := s.NewCode(t.Context(), station, "01")
	if err != nil || next == code {
		t.Fatalf("second code %q, %v", next, err)
	}
	if _, err := enrolAs(t, s, other, deskID, next); err != nil {
		t.Errorf("a new code for a replaced PC: %v", err)
	}
	if v, err := s.Desks(t.Context()); err != nil || len(v) != 1 {
		t.Errorf("desks are %+v, %v", v, err)
	}
}

func TestCodeGrowsOld(t *testing.T) {
	clock := storetest.NewClock(storetest.Morning)
	c, err := centre.Open(t.Context(), centre.Config{Dir: t.TempDir(), Reserve: -1, Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	s := &street{Centre: c, log: &counting{next: c.Handler()}}
	s.serve(t)
	code, err := s.NewCode(t.Context(), station, "01")
	if err != nil {
		t.Fatal(err)
	}
	clock.Add(73 * time.Hour)
	_, err = enrolAs(t, s, freshKeys(t, s.Suite()), deskID, code)
	kindIs(t, err, desk.Denied, "sync.code")
}

func TestGuessingCodesIsSlow(t *testing.T) {
	s := newStreet(t)
	code, err := s.NewCode(t.Context(), station, "01")
	if err != nil {
		t.Fatal(err)
	}
	keys := freshKeys(t, s.Suite())
	for range 20 {
		_, err := enrolAs(t, s, keys, deskID, "2222-2222-2222")
		kindIs(t, err, desk.Denied, "sync.code")
	}
	_, err = enrolAs(t, s, keys, deskID, code)
	kindIs(t, err, desk.Unavailable, "sync.busy")
}

func TestOneSuiteForAll(t *testing.T) {
	s := newStreet(t)
	code, err := s.NewCode(t.Context(), station, "01")
	if err != nil {
		t.Fatal(err)
	}
	_, err = enrolAs(t, s, freshKeys(t, seal.Intl()), deskID, code)
	kindIs(t, err, desk.Conflict, "sync.suite")
	s.close()
	_, err = centre.Open(t.Context(), centre.Config{Dir: s.dir, Reserve: -1, Suite: seal.Intl()})
	kindIs(t, err, desk.Conflict, "centre.suite")
}

func TestCentreComesBackAsItself(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "centre")
	s := openStreet(t, dir)
	w := newWindow(t)
	w.enrol(s)
	c := w.takeIn(1000)
	w.mustRun(s.url)
	generation := s.Generation()
	s.close()

	s = openStreet(t, dir)
	if s.Generation() != generation {
		t.Errorf("generation %s, was %s", s.Generation(), generation)
	}
	if _, err := s.Decide(t.Context(), c.No, desk.DecideAccept, "", "r"); err != nil {
		t.Fatal(err)
	}
	if r := w.mustRun(s.url); r.Applied != 1 {
		t.Errorf("run after a restart: %+v", r)
	}
	same(t, s, w, nil)
}

func TestRevokedDeskIsRefusedUntilANewCode(t *testing.T) {
	s, w := newStreet(t), newWindow(t)
	w.enrol(s)
	w.mustRun(s.url)
	if err := s.Revoke(t.Context(), deskID); err != nil {
		t.Fatal(err)
	}
	_, err := w.run(w.client(s.url))
	kindIs(t, err, desk.Denied, "sync.revoked")
	kindIs(t, s.Revoke(t.Context(), "nobody"), desk.NotFound, "desk")
	w.enrol(s)
	w.mustRun(s.url)
}

func TestAnotherCentreGetsEverything(t *testing.T) {
	s, w := newStreet(t), newWindow(t)
	w.enrol(s)
	w.takeIn(1000)
	w.mustRun(s.url)
	other := newStreet(t)
	w.enrol(other)
	w.tickets(3)
	if r := w.mustRun(other.url); len(r.Incarnations) != 1 || r.Incarnations[0] != uplink.First || r.Shared == 0 {
		t.Errorf("run to another centre: %+v", r)
	}
	same(t, other, w, nil)
}

func TestHealth(t *testing.T) {
	s := newStreet(t)
	w, err := s.http.Client().Get(s.url + "/health")
	if err != nil {
		t.Fatal(err)
	}
	defer w.Body.Close()
	var h struct {
		OK   bool `json:"ok"`
		Wire int  `json:"wire"`
	}
	if err := json.NewDecoder(w.Body).Decode(&h); err != nil || !h.OK || h.Wire != uplink.Version || w.StatusCode != 200 {
		t.Errorf("%d %+v %v", w.StatusCode, h, err)
	}
}
