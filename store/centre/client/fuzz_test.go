package client

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/seal"
)

// A told is a network on which one answer is given to everything.
type told struct {
	status int
	header http.Header
	body   []byte
}

func (a *told) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: a.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: a.header.Clone(),
		Body: io.NopCloser(bytes.NewReader(a.body)), ContentLength: int64(len(a.body)), Request: r,
	}, nil
}

// FuzzAnswer gives each question of the wire an answer with any status and body,
// with the marks of a centre and without.
func FuzzAnswer(f *testing.F) {
	for _, s := range []string{
		`{"generation":"g","session":"s","catalogue":{"version":"1","manifest":"sm3:00"}}`,
		`{"lines":[{"line":"{}","sig":"AA=="}],"cursor":"c","more":true}`,
		`{"next_seq":9,"accepted":3}`, `{"missing":[{"id":"sm3:00","offset":7}]}`,
		`{"version":"1","objects":[{}]}`, `{"id":"x","body":"{}"}` + "\n", "null",
	} {
		f.Add(200, []byte(s), uint8(3))
	}
	f.Add(409, []byte(`{"code":"fork","detail":"POST /v1/events"}`), uint8(3))
	f.Add(503, []byte("<html>"), uint8(0))
	packed, err := uplink.Pack([]byte("{}\n"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(200, packed, uint8(5))
	keys, err := seal.NewKeys(seal.Intl())
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, status int, body []byte, marks uint8) {
		if status < 200 || status > 599 || status >= 300 && status < 400 {
			return // the library sees to those
		}
		a := &told{status: status, header: http.Header{}, body: body}
		if marks&1 != 0 {
			a.header.Set(uplink.HeaderCentre, "g")
		}
		if marks&2 != 0 {
			a.header.Set(uplink.HeaderDigest, uplink.ContentDigest(body))
		}
		if plain, err := uplink.Unpack(bytes.NewReader(body), 1<<16); marks&4 != 0 && err == nil {
			a.header.Set(uplink.HeaderDigest, uplink.ContentDigest(plain))
		}
		c, err := Dial(Config{URL: "http://127.0.0.1:1", Desk: "110101001001-01", Keys: keys, Transport: a})
		if err != nil {
			t.Fatal(err)
		}
		believed := 0
		for _, ask := range []func() error{
			func() error { _, err := c.Feed(t.Context(), "", 10); return err },
			func() error {
				_, err := c.Append(t.Context(), uplink.Slice{Incarnation: "a", First: 1, Lines: [][]byte{[]byte("{}")}})
				return err
			},
			func() error { _, err := c.Missing(t.Context(), []string{"sm3:00"}); return err },
			func() error { _, err := c.Part(t.Context(), "sm3:00", 0, 1, []byte("x")); return err },
			func() error { _, err := c.Manifest(t.Context()); return err },
			func() error { _, err := c.Delta(t.Context(), "", "1", ""); return err },
			func() error { _, err := c.Log(t.Context(), "", 10); return err },
			func() error { _, err := c.Hello(t.Context(), uplink.Hello{}); return err },
		} {
			err := ask()
			_, refused := errors.AsType[*uplink.Refusal](err)
			switch {
			case err == nil:
				believed++
			case !refused && desk.KindOf(err) == "":
				t.Fatalf("%#v", err)
			}
		}
		if marked := a.header.Get(uplink.HeaderCentre) != "" && a.header.Get(uplink.HeaderDigest) != ""; believed > 0 && !marked {
			t.Fatalf("%d answers without marks are believed", believed)
		}
	})
}
