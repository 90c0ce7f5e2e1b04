/*
 * The life of one loan, and of the next one in the same slot: SlotWords, Slot, Lending, Cancels,
 * Disposal.cutOff and Deadlines, for Spin.
 *
 * A holder borrows, perhaps runs a statement, and gives back: at once where it touched nothing,
 * otherwise by way of RETURNING. Beside it a drain or a reclaim cancels and cuts off, the limit of
 * the pool's own calls cuts what is being cleaned up or tested, and a thread of the application
 * sends a cancel request that belongs to the loan it was made for. Each access to the word is one
 * compare-and-set, and one step here; whatever lies between two of them may be late by any time.
 *
 * The server delivers a cancel request at any moment between the note and its end, to whatever the
 * session runs then. What is checked stands with the assertions.
 */
#define IDLE 1
#define IN_USE 2
#define RETURNING 3
#define MAINTENANCE 4
#define CLOSING 5
#define EMPTY 7

#define LOANS 2     /* how many there are at most */
#define MOST_CUTS 1

/* The word. A loan's number begins at 1. */
byte state = IDLE;
byte loan = 1;
bool retire, cancelled;
byte cancels;

/* The session: whose statement it runs, 0 for nobody's; whether its socket is open. */
byte runs;
bool open = true;
byte session = 1; /* which one it is of those that live in the slot */

byte closers;     /* those who close what is in the slot; never two */
byte ends[LOANS + 2]; /* how often each loan has ended */
bool quit;

inline countEnd(which) {
  ends[which]++;
  assert(ends[which] == 1) /* a loan ends once */
}

/* Disposal.close: the socket goes, and with it whatever is under way. */
inline close() {
  closers++;
  assert(closers == 1 && state == CLOSING);
  d_step { open = false; runs = 0 }
  atomic { state = EMPTY; closers-- }
}

/* Lending.retired and what follows it, for the owner of a slot that is MAINTENANCE. */
inline afterLoan(noted) {
  if
  :: noted -> state = CLOSING
  :: else ->
     /* a test, where a request was delivered; it may be cut meanwhile */
     atomic {
       noted = retire;
       state = (retire -> CLOSING : IDLE);
       retire = false
     }
  fi;
  if
  :: noted -> close()
  :: else
  fi
}

proctype Borrower(byte me) {
  byte mine;
  bool noted, over, used;
  do
  :: quit -> break
  :: atomic {
       !quit && state == IDLE && loan <= LOANS ->
       assert(open); /* nobody gets what was cut or closed */
       state = IN_USE;
       mine = loan
     }
     used = false;
     if
     :: true -> used = true
        atomic { if :: open && loan == mine -> runs = mine :: else fi }
        atomic { if :: runs == mine -> runs = 0 :: else fi }
     :: true
     fi;
     over = false;
     if
     :: !used ->
        /* SlotWords.releaseUnused */
        atomic {
          if
          :: state == IN_USE && loan == mine && !retire && !cancelled && cancels == 0 ->
             countEnd(mine); loan++; state = IDLE; over = true
          :: else
          fi
        }
     :: else
     fi;
     if
     :: over
     :: else ->
        /* SlotWords.beginReturn */
        atomic {
          if
          :: state == IN_USE && loan == mine -> state = RETURNING
          :: else -> over = true
          fi
        }
        if
        :: over
        :: else ->
           /* the clean-up, on this thread; it may be cut meanwhile */
           atomic {
#ifdef BREAK_THE_LOAN_ENDS_ONCE
             if
             :: true ->
#else
             if
             :: state == RETURNING && loan == mine ->
#endif
#ifdef BREAK_CANCELS_EXCLUDE_LENDING
                noted = retire;
#else
                noted = retire || cancels > 0;
#endif
                countEnd(mine);
                loan++; retire = false; cancelled = false; cancels = 0;
                state = MAINTENANCE
#ifndef BREAK_THE_LOAN_ENDS_ONCE
             :: else -> over = true
#endif
             fi
           }
           if
           :: over
           :: else -> afterLoan(noted)
           fi
        fi
     fi
  od
}

/*
 * Statement.cancel of the application, and Cancels.send of the pool, which has it closed as well. One
 * request each, against any of the loans.
 */
proctype Canceller(byte me; bool ofThePool) {
  byte hit, to;
  bool sent;
  if
  :: quit
  :: atomic { state == IN_USE && !quit -> hit = loan }
     atomic {
       sent = false;
       if
#ifdef BREAK_THE_CANCEL_BELONGS_TO_A_LOAN
       :: true ->
#else
       :: state == IN_USE && loan == hit ->
#endif
          cancels++; cancelled = true; retire = (ofThePool -> true : retire);
          sent = true;
          to = session
       :: else
       fi
     }
     if
     :: !sent
     :: else ->
        /* delivered, to the session that it was sent to; one that was closed gets none */
        atomic {
          if
          :: open && session == to -> assert(runs == 0 || runs == hit) /* the statement of nobody else */
          :: else
          fi
        }
        /* SlotWords.endCancel */
        atomic {
          if
          :: (state == IN_USE || state == RETURNING) && loan == hit && cancels > 0 -> cancels--
          :: else
          fi
        }
     fi
  fi
}

/* Eviction and Maintenance: Disposal.cutOff of a loan; Deadlines.cut of a test. */
proctype Cutter(byte me) {
  byte hit, seen, cuts;
  bool mine;
  do
  :: quit || cuts == MOST_CUTS -> break
  :: atomic { cuts < MOST_CUTS && (state == IN_USE || state == RETURNING) && !quit -> hit = loan }
     atomic {
       mine = (state == IN_USE || state == RETURNING) && loan == hit;
       if
       :: mine ->
          countEnd(hit);
          loan++; retire = false; cancelled = false; cancels = 0;
          state = CLOSING
       :: else
       fi
     }
     cuts++;
     if
     :: mine -> close()
     :: else
     fi
  :: atomic { cuts < MOST_CUTS && state == MAINTENANCE && !quit -> hit = loan; seen = session }
     atomic {
       mine = state == MAINTENANCE && loan == hit;
#ifndef BREAK_THE_NOTE_BEFORE_THE_CUT
       retire = (mine -> true : retire)
#endif
     }
     cuts++;
     if
     :: mine -> atomic { if :: session == seen -> open = false; runs = 0 :: else fi }
     :: else
     fi
  od
}

/* Openings: another session in the empty slot. */
proctype Opener() {
  do
  :: quit -> break
  :: atomic { state == EMPTY && !quit && session < 3 -> open = true; session++; runs = 0; state = IDLE }
  od
}

init {
  atomic {
    run Borrower(1);
    run Borrower(2);
    run Canceller(3, false);
    run Canceller(4, true);
    run Cutter(5);
    run Opener()
  }
  (loan > LOANS || true) -> quit = true;
  /* in the end the slot is somebody's no more: idle, or empty */
  (_nr_pr == 1);
  assert(state == IDLE || state == EMPTY);
  assert(state != IDLE || open)
}
