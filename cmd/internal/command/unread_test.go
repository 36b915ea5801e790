package command

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"xiaochuang/desk/uplink"
)

// A run whose feed somebody altered on the way sends everything, says that it took
// nothing of it, and takes it when the way is clean.
func TestRunSendsWhereTheFeedIsBad(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	f.casework()
	centre, err := url.Parse(f.serve())
	if err != nil {
		t.Fatal(err)
	}
	var altering atomic.Bool
	way := httputil.NewSingleHostReverseProxy(centre)
	way.ModifyResponse = func(r *http.Response) error {
		if !altering.Load() || r.Request.URL.Path != uplink.FeedPath || r.StatusCode != http.StatusOK {
			return nil
		}
		b, err := io.ReadAll(r.Body)
		if err != nil {
			return err
		}
		b = bytes.ReplaceAll(b, []byte("停电"), []byte("停水"))
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(b)), int64(len(b))
		r.Header.Set("Content-Length", strconv.Itoa(len(b)))
		r.Header.Set(uplink.HeaderDigest, uplink.ContentDigest(b))
		return nil
	}
	proxy := httptest.NewServer(way)
	t.Cleanup(proxy.Close)
	f.ok("enrol", proxy.URL, read[codeView](t, f.street(exitOK, "code", "110101001001-01", "--json").out).Code)
	f.street(exitOK, "announce", "周五下午停电，请提前备份", "--by", "李示例")
	altering.Store(true)

	e := f.fails(exitProblem, "sync.feed", "sync", "--json")
	v := read[syncView](t, e.out)
	if v.Sent < 5 || v.Left != (leftView{}) || v.Unread != "sync.feed" || v.Applied != 0 {
		t.Errorf("the run tells %+v", v)
	}
	if e := f.fails(exitProblem, "sync.feed", "sync"); !strings.Contains(e.out, "街道发来的没有收下") || strings.Contains(e.out, "传送完成") {
		t.Errorf("the run says %s", e.out)
	}
	altering.Store(false)
	if v := read[syncView](t, f.ok("sync", "--json")); v.Applied != 1 || v.Unread != "" {
		t.Errorf("when the way is clean it tells %+v", v)
	}
}
