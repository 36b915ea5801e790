package page_test

import (
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
)

// TestSlowReaderIsDropped: somebody who asks for events and never reads them
// does not keep the feed waiting.
func TestSlowReaderIsDropped(t *testing.T) {
	h := open(t)
	c, err := net.Dial("tcp", strings.TrimPrefix(h.addr, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if tcp, ok := c.(*net.TCPConn); ok {
		if err := tcp.SetReadBuffer(1024); err != nil {
			t.Fatal(err)
		}
	}
	fmt.Fprintf(c, "GET /events HTTP/1.1\r\nHost: board\r\n\r\n")
	boards, stop := h.feed.Watch()
	defer stop()
	<-boards
	for i := range 200 {
		h.show(func(b *desk.Board) { b.Waiting = i })
		select {
		case <-boards:
		case <-time.After(soon):
			t.Fatal("the feed waits for a slow reader")
		}
	}
}
