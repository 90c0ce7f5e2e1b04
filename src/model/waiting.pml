/*
 * The waiting protocol of the pool's core, for the model checker Spin. README.md tells what is
 * proved with it, and for how many threads and slots; ./check runs it.
 *
 * Each inline stands for the Java method that its comment names, and each step for one access to
 * something that threads share. All of that is volatile, atomic or under the lock in Java, so
 * memory is sequentially consistent here. What is said to be under the lock alone, and what only
 * one thread sees, is part of the step before or after.
 *
 * Time is not modelled; what it decides is left open. A waiter may be past its bound whenever it or
 * another asks, and is so from then on. It may give up whenever Java looks at the clock. A park may
 * end at any moment for no reason or by its deadline; or it is one that nothing but an unpark ends.
 * So no deadline and no bound mends a lost wake-up here: it shows as an invalid end state, in which
 * a waiter is parked and nobody has anything left to do.
 *
 * THREADS borrowers, each of which borrows as often as it likes; SLOTS slots. Switches:
 *   GIVING_UP=n  the first n borrowers may give up: deadlines and interrupts
 *   KEEPING      loans may last for ever, as long as one slot is left: the others do with that
 *   CAPACITY     slots begin empty, and a loan may end with the resource closed
 *   RECLAIM      somebody refuses waiters now and then, one or all
 *   DRAIN        somebody drains the pool
 *   FAIRNESS     watch that nobody is overtaken in the ordered mode, which costs memory
 *   ONCE         the first borrower borrows once only, to save memory
 * Each BREAK_... takes away one thing that the protocol relies on; ./check knows them.
 */

#define NONE SLOTS                 /* no slot */
#define NULL 0                     /* no waiter, no thread */
#define LEFT 255                   /* a waiter of the past */
#define OTHER (THREADS + 1)        /* a thread that does not borrow */
#define SERVER (THREADS + 2)       /* owns what is to be opened or closed */
#define NOBODY (THREADS + 3)       /* owns what is empty */

/* SlotWords: whether a slot is idle, and otherwise whose it is. */
bool idle[SLOTS];
byte owner[SLOTS];

/* WaitQueue.lock */
bool locked;

/* WaitQueue.mode: two bits of one field, so both are read in one step. */
bool ordered;
#ifdef DRAIN
bool closed;
#else
#define closed false
#endif

/* WaitQueue's other fields. The channel stands for the links between waiters, and for the tail. */
byte size;
byte head;
byte waking;
chan queue = [THREADS] of { byte };

/* Waiter. A thread has one at most at a time, so a waiter bears its thread's number. */
byte handed[THREADS + 1] = NONE;
bool refused[THREADS + 1];

/*
 * What LockSupport.unpark leaves for the thread's next park. It is kept account of from where the
 * waiter has found that nothing calls it; one from before could only end the next park at once, and
 * any park may do that.
 */
#define UNCOUNTED 0
#define ABSENT 1
#define PRESENT 2
byte permit[THREADS + 1];

#ifdef CAPACITY
/* Permits */
byte permits;
byte connecting;
byte arriving;
bool vacant[SLOTS]; /* the permits themselves */

/* Workers: what is to be done with a slot. */
mtype = { NOTHING, OPEN, CLOSE };
mtype task[SLOTS] = NOTHING;
#endif

/* For the properties. */
byte running; /* threads and tasks that have not ended */
byte kept;    /* slots that are lent for ever */
#ifdef FAIRNESS
byte waiting;             /* the set of those in the queue */
byte before[THREADS + 1]; /* the set of those that this borrower must not overtake */
#endif

/* What each thread needs of its own. */
mtype = { PUBLISH, HAND_OFF, SET, PASS_ON, LOOK, RETURN };
#define LOCALS                                                                                 \
  byte i, scratch = NONE, woken;                                                               \
  byte wanted, taken;                                                                          \
  bool yes;                                                                                    \
  mtype next = RETURN

#define SET_OF(thread) (1 << (thread))

/* WaitQueue.undisturbed */
#define UNDISTURBED (!ordered && !closed)

/* ---- The lock and the unpark */

/*
 * The lock. Taking it and the first access under it are one step here, and so are the last access
 * and giving it back: nobody can tell the difference.
 *
 * A thread that has to wait for the lock parks, and that may use up the permit of an unpark that
 * was meant for the waiter. Here any lock uses it up, had it to wait or not. That leaves nothing
 * out: a park may end for no reason, so a thread may do without the permit all that it may with it.
 */
inline acquire() {
  !locked -> locked = true;
  if
  :: me < OTHER && permit[me] == PRESENT -> permit[me] = ABSENT
  :: else
  fi
}

inline release() {
  locked = false
}

/* Waiter.unpark */
inline unpark(whom) {
  if
  :: d_step {
       whom != NULL ->
       permit[whom] = (permit[whom] == UNCOUNTED -> UNCOUNTED : PRESENT);
       whom = NULL
     }
  :: whom == NULL
  fi
}

/* ---- Loans */

#define AT ((me + i) % SLOTS)

inline own(slot) {
  idle[slot] = false;
  assert(owner[slot] == NULL);
  owner[slot] = me
}

/* SlotWords.claim: slot after slot, from a place that the thread chooses. */
inline claim(found) {
  do
#ifdef BREAK_ATOMIC_CLAIM
  :: atomic { idle[AT] -> found = AT; i = 0 } own(found); break
#else
  :: atomic { idle[AT] -> found = AT; i = 0; own(found); break }
#endif
  :: atomic { !idle[AT] && i < SLOTS - 1 -> i++ }
  :: atomic { !idle[AT] && i == SLOTS - 1 -> found = NONE; i = 0; break }
  od
}

/* SlotWords.take */
inline takeIdle(slot) {
  d_step {
    yes = idle[slot];
    if
    :: yes -> own(slot)
    :: else
    fi
  }
}

/* SlotWords.pass, release and releaseUnused */
inline setIdle(slot) {
  d_step {
    assert(owner[slot] == me && !idle[slot]);
    owner[slot] = NULL;
    idle[slot] = true
  }
}

/* SlotWords.anyIdle: slot after slot. */
inline anyIdle() {
  do
  :: atomic { idle[i] -> yes = true; i = 0; break }
  :: atomic { !idle[i] && i < SLOTS - 1 -> i++ }
  :: atomic { !idle[i] && i == SLOTS - 1 -> yes = false; i = 0; break }
  od
}

/* ---- WaitQueue, under the lock */

inline setOrdered(value) {
  ordered = value;
#ifdef FAIRNESS
  if
  :: !ordered ->
     for (i : 1 .. THREADS) {
       before[i] = 0
     }
     i = 0
  :: else
  fi
#endif
}

/* The first half of WaitQueue.unlink: the links and the head. The other half is size--. */
inline unlink(whom) {
  queue??eval(whom);
  if
  :: nempty(queue) -> queue?<head>
  :: empty(queue) -> head = NULL
  fi;
#ifdef FAIRNESS
  waiting = waiting & ~SET_OF(whom);
  for (i : 1 .. THREADS) {
    before[i] = before[i] & ~SET_OF(whom)
  }
  i = 0
#endif
}

/* WaitQueue.oldestMayHaveChanged. How many waiters a batch has is left open. */
inline oldestMayHaveChanged() {
  if
  :: head == NULL -> setOrdered(false)
  :: head != NULL /* the batch goes on, or there is none */
  :: head != NULL && ordered -> setOrdered(false)
  fi
}

/* ---- WaitQueue */

/* WaitQueue.join */
inline join() {
  atomic {
    acquire();
    failed = closed;
#ifdef BREAK_REFUSE_LATE_COMERS
    failed = false;
#endif
    if
    :: failed -> release()
    :: else ->
       queue!me;
       if
       :: head == NULL -> head = me
       :: else
       fi;
#ifdef FAIRNESS
       waiting = waiting | SET_OF(me)
#endif
    fi
  }
  if
  :: failed
  :: atomic { !failed -> size++; release() }
  fi
}

/* WaitQueue.leave. Says yes unless this waiter has been answered meanwhile. */
inline leave() {
  atomic {
    acquire();
#ifndef BREAK_LEAVE_CLEARS_WAKING
    waking = (waking == me -> NULL : waking);
#endif
    if
    :: queue??[eval(me)] -> yes = true
    :: else -> yes = false; release()
    fi
  }
  if
  :: !yes
  :: d_step { yes -> unlink(me) }
     size--;
     atomic { oldestMayHaveChanged(); release() }
  fi
}

/* WaitQueue.looking */
inline looking() {
  if
  :: waking == me -> waking = NULL
  :: waking != me
  fi
}

/* WaitQueue.insist. Says yes if the mode was not ordered and is now. */
inline insist() {
  atomic {
    acquire();
    yes = head == me && !ordered;
    if
    :: yes -> setOrdered(true)
    :: else
    fi;
    release()
  }
}

/* WaitQueue.signal */
inline signal() {
  if
  :: waking != NULL
  :: waking == NULL ->
     atomic {
       acquire();
       if
       :: waking == NULL && head != NULL ->
          waking = head;
          woken = head;
          if
          :: setOrdered(true) /* the oldest waiter is past its bound */
          :: true
          fi
       :: else
       fi;
       release()
     }
     unpark(woken)
  fi
}

/* WaitQueue.handOff. Says yes if a waiter has the slot now. */
inline handOff(slot) {
  atomic {
    acquire();
    yes = ordered && head != NULL;
    if
    :: yes -> woken = head; unlink(woken)
    :: else -> release()
    fi
  }
  if
  :: !yes
  :: yes ->
     size--;
     atomic { oldestMayHaveChanged() }
     atomic {
       assert(owner[slot] == me);
       owner[slot] = woken;
       handed[woken] = slot;
       slot = NONE;
       release()
     }
     unpark(woken)
  fi
}

/* ---- Lending, Disposal and Openings */

/* Disposal.dispose, as far as the owner does it; a worker does the rest. */
inline dispose(slot) {
  d_step {
    assert(owner[slot] == me && !idle[slot]);
#ifdef CAPACITY
    owner[slot] = SERVER;
    task[slot] = CLOSE;
    running++;
#else
    owner[slot] = NOBODY;
#endif
    slot = NONE
  }
}

/*
 * Lending.publish, Lending.passOn and Slots.claim. Both end by calling the other, or not at all, so they
 * are one loop here.
 */
inline publishOrPassOn() {
  do
  :: atomic { next == PUBLISH && UNDISTURBED -> next = SET }
  :: atomic { next == PUBLISH && ordered && !closed -> next = HAND_OFF }
  :: atomic { next == PUBLISH && closed -> dispose(scratch); break }
  :: next == HAND_OFF ->
     handOff(scratch);
     if
     :: atomic { yes -> yes = false; break }
     :: atomic { !yes -> next = SET }
     fi
  :: atomic { next == SET ->
#ifdef BREAK_SIZE_AFTER_IDLE
     yes = size != 0 } atomic {
#endif
     setIdle(scratch) }
     if
#ifdef BREAK_SIZE_AFTER_IDLE
     :: yes -> signal()
     :: else
#else
     :: size != 0 -> signal()
     :: size == 0
#endif
     fi;
#ifdef BREAK_CLOSED_AFTER_IDLE
     atomic { scratch = NONE; break }
#else
     if
     :: atomic { !closed -> scratch = NONE; break }
     :: closed ->
        atomic {
          takeIdle(scratch);
          if
          :: yes -> yes = false; dispose(scratch)
          :: else -> scratch = NONE
          fi;
          break
        }
     fi
#endif
  :: atomic { next == PASS_ON && size == 0 -> break }
  :: atomic { next == PASS_ON && size != 0 -> next = LOOK }
  :: next == LOOK ->
     anyIdle();
     if
     :: !yes -> break
     :: atomic { yes && !ordered -> yes = false }
        signal();
        break
     :: atomic { yes && ordered -> yes = false }
        claim(scratch);
        if
        :: scratch == NONE -> break
        :: scratch != NONE ->
           handOff(scratch);
           atomic { next = (yes -> PASS_ON : PUBLISH); yes = false }
        fi
     fi
  od;
  next = RETURN
}

/* Lending.publish */
inline publish(slot) {
  atomic { scratch = slot; slot = NONE; next = PUBLISH }
  publishOrPassOn()
}

/* Lending.passOn */
inline passOn() {
  next = PASS_ON;
  publishOrPassOn()
}

#ifdef CAPACITY
/* SlotWords.countIdle, one slot of it. */
inline countIdle() {
  wanted = (idle[i] && wanted > 0 -> wanted - 1 : wanted);
  i++
}

/* Openings.pump, with takePermit and Permits.wanted. */
inline pump() {
  do
  :: atomic {
       acquire();
       wanted = (closed || size < arriving -> 0 : size - arriving)
     }
     do
     :: atomic { i < SLOTS - 1 -> countIdle() }
     :: atomic {
          i == SLOTS - 1 ->
          countIdle();
          i = 0;
          yes = permits > 0 && connecting < wanted && connecting < MAX_CONNECTING;
          wanted = 0;
          if
          :: yes -> permits--
          :: else -> release()
          fi;
          break
        }
     od;
     if
     :: !yes -> break
     :: atomic {
          yes ->
          yes = false;
          connecting++;
          do
          :: vacant[i] -> vacant[i] = false; break
          :: else -> i++
          od;
          owner[i] = SERVER;
          task[i] = OPEN;
          running++;
          i = 0;
          release()
        }
     fi
  od
}
#endif

/* ---- Borrowing */

#ifdef CAPACITY
/* Borrowing.growth: a waiter pumps, or is patient while there is a resource that may come back. */
inline grow() {
  if
  :: pump()
  :: permits + connecting < SLOTS
  fi
}
#endif

/* Borrowing.answered: what was handed to this waiter, or that it was refused. */
inline answered() {
  if
  :: d_step {
       handed[me] != NONE || refused[me] ->
       slot = handed[me];
       failed = refused[me];
       handed[me] = NONE;
       refused[me] = false
     }
#ifndef BREAK_ANSWERED_CLEARS_WAKING
     looking();
#endif
#ifdef BREAK_PASS_ON_WHEN_ANSWERED
     broken = true
#else
     skip
#endif
  :: handed[me] == NONE && !refused[me]
  fi
}

/* Borrowing.take */
inline take() {
#ifndef BREAK_CLEAR_WAKING_FIRST
  looking();
#endif
  answered();
  if
#ifdef BREAK_ONLY_THE_OLDEST_LOOKS
  :: slot != NONE || failed
  :: slot == NONE && !failed ->
#else
  :: slot != NONE || failed || head != me
  :: slot == NONE && !failed && head == me ->
#endif
     claim(slot);
     if
     :: slot == NONE
     :: slot != NONE ->
        leave();
#ifdef BREAK_PASS_ON_WHEN_LEAVING
        broken = yes;
#endif
#ifndef BREAK_ANSWERED_BESIDES
        if
        :: atomic { yes -> yes = false }
        :: !yes ->
           publish(slot);
           answered()
        fi
#endif
     fi
  fi;
#ifdef BREAK_CLEAR_WAKING_FIRST
  looking()
#endif
}

/* Borrowing.giveUp */
inline giveUp() {
  leave();
#ifdef BREAK_PASS_ON_GIVING_UP
  broken = yes;
#endif
#ifdef BREAK_ANSWERED_GIVING_UP
  failed = true;
#else
  if
  :: atomic { yes -> failed = true; yes = false }
  :: !yes -> answered()
  fi
#endif
}

/*
 * Ticker.parkUntil. The park ends at once: by its deadline or for no reason, after others have done
 * whatever they do before this step. Or nothing but an unpark ends it.
 */
inline park() {
  if
  :: permit[me] = UNCOUNTED
  :: true -> atomic { permit[me] == PRESENT -> permit[me] = UNCOUNTED }
  fi
}

/*
 * Borrowing.await. All ways out of the queue end with Lending.passOn: in Java in Borrowing.take,
 * answered and giveUp, here at the end.
 */
inline await() {
  /* A new waiter, which is not the one that the field may still name. */
  d_step { waking = (waking == me -> LEFT : waking) }
  join();
  if
  :: failed
  :: else ->
     do
     ::
#ifdef BREAK_CALLS_BEFORE_PARK
        permit[me] = ABSENT;
#endif
        take();
        if
        :: slot != NONE || failed -> break
        :: else
        fi;
#if defined(CAPACITY) && !defined(BREAK_PUMP_WHEN_IN_VAIN)
        if
        :: permits > 0 -> grow()
        :: permits == 0 ->
           if
           :: connecting > 0 -> grow()
           :: connecting == 0
           fi
        fi;
#endif
#ifdef GIVING_UP
        if
        :: me <= GIVING_UP -> giveUp(); break
        :: true
        fi;
#endif
        atomic {
          if
          :: true
          :: yes = true /* it is past its bound */
          fi
        }
        if
        :: yes -> insist()
        :: else
        fi;
        if
        :: atomic { yes -> yes = false } /* and look again */
        :: !yes ->
#ifdef BREAK_CALLS_BEFORE_PARK
           park()
#else
           /* WaitQueue.calls: what it reads stays as it is until this waiter looks. */
           if
           :: waking == me || handed[me] != NONE || refused[me]
           :: atomic { else -> permit[me] = ABSENT }
              park()
           fi
#endif
        fi
     od;
     if
     :: !broken -> passOn()
     :: else
     fi;
     atomic { permit[me] = UNCOUNTED; broken = false }
  fi
}

/* Borrowing.run and Borrowing.lives */
inline runBorrowing() {
  do
  :: if
     :: slot != NONE && UNDISTURBED
     :: slot == NONE || !UNDISTURBED ->
#ifndef BREAK_GIVE_BACK_WHEN_ORDERED
        if
        :: slot != NONE -> publish(slot)
        :: else
        fi;
#endif
        if
        :: slot == NONE -> await()
        :: else
        fi
     fi;
     if
     :: true -> break
#ifdef GIVING_UP
     :: slot != NONE && me <= GIVING_UP -> publish(slot); failed = true; break
#endif
#ifdef CAPACITY
     :: slot != NONE ->
        dispose(slot);
        if
        :: failed = true; break
        :: UNDISTURBED -> claim(slot)
        :: !UNDISTURBED
        fi
#endif
     fi
  od
}

/* Pool.borrow. It may look at the mode before it claims; that changes nothing. */
inline borrow() {
  if
  :: claim(slot)
  :: !UNDISTURBED
  fi;
  if
  :: slot != NONE && UNDISTURBED
  :: slot == NONE || !UNDISTURBED -> runBorrowing()
  fi
}

/* ---- The threads */

proctype Borrower(byte me) {
  byte slot = NONE;
  bool failed, broken;
  LOCALS;
  bool last;
  do
  :: !last ->
#ifdef ONCE
     last = me == 1;
#endif
#ifdef FAIRNESS
     before[me] = (ordered -> waiting : 0);
#endif
     borrow();
     if
     :: d_step {
          failed ->
          /* Who gave up, or was refused, has nothing. */
          assert(slot == NONE && handed[me] == NONE);
          for (i : 0 .. SLOTS - 1) {
            assert(owner[i] != me)
          }
          i = 0;
#ifdef FAIRNESS
          before[me] = 0;
#endif
          failed = false
        }
     :: d_step {
          !failed ->
          assert(slot != NONE && owner[slot] == me && !idle[slot] && handed[me] == NONE);
#ifdef FAIRNESS
          assert(before[me] == 0)
#endif
        }
        if
        :: publish(slot) /* Lending.releaseUnused, or release */
#ifdef CAPACITY
        :: dispose(slot) /* Lending.discard */
#endif
#ifdef KEEPING
        :: d_step { kept < SLOTS - 1 -> kept++; slot = NONE } -> break
#endif
        fi
     fi
  :: break
  od;
  running--
}

/* WaitQueue.takeOff for one waiter: unlinks and refuses it. */
inline takeOff(whom) {
  d_step { unlink(whom) }
  size--;
  d_step { refused[whom] = true; taken = taken | SET_OF(whom) }
}

/* WaitQueue.takeOff for all. */
inline takeAllOff() {
  do
  :: head != NULL -> woken = head; takeOff(woken)
  :: head == NULL -> woken = NULL; break
  od
}

/* The end of WaitQueue.close and WaitQueue.refuse. */
inline unparkTaken() {
  for (i : 1 .. THREADS) {
    if
    :: taken & SET_OF(i) -> woken = i; unpark(woken)
    :: else
    fi
  }
  i = 0;
  taken = 0
}

#ifdef DRAIN
/* Eviction.closeIdle */
inline closeIdle() {
  for (i : 0 .. SLOTS - 1) {
    takeIdle(i);
    if
    :: yes -> scratch = i; dispose(scratch)
    :: else
    fi
  }
  i = 0
}

/* Eviction.drainNow, as far as it closes the queue and what is idle; it looks once only. */
proctype Drainer(byte me) {
  LOCALS;
#ifdef BREAK_CLOSE_BEFORE_LOOKING
  closeIdle();
#endif
  /* WaitQueue.close */
  atomic { acquire(); closed = true }
  takeAllOff();
  release();
  unparkTaken();
#ifndef BREAK_CLOSE_BEFORE_LOOKING
  closeIdle();
#endif
  running--
}
#endif

#ifdef RECLAIM
/* WaitQueue.refuse, of one waiter or of all, at any time and as often as it likes. */
proctype Reclaimer(byte me) {
  LOCALS;
  do
  :: true ->
     atomic { acquire() }
     if
     :: takeAllOff()
     :: nempty(queue) ->
        atomic {
          select (woken : 1 .. THREADS);
          if
          :: queue??[eval(woken)]
          :: else -> queue?<woken>
          fi
        }
        takeOff(woken)
     fi;
     atomic { woken = NULL; oldestMayHaveChanged(); release() }
     unparkTaken();
  :: true -> break
  od;
  running--
}
#endif

#ifdef CAPACITY
/* The pool's threads, one for each slot: opens and closes what is in it. */
proctype Worker(byte me; byte mine) {
  byte slot = NONE;
  LOCALS;
end:
  do
  :: task[mine] == OPEN -> /* Openings.open */
     atomic { acquire(); connecting-- }
     atomic { arriving++; release() }
     d_step { task[mine] = NOTHING; owner[mine] = me; slot = mine }
     publish(slot);
     atomic { acquire(); arriving--; release() }
     pump();
     running--
  :: task[mine] == CLOSE -> /* the rest of Disposal.dispose */
     atomic {
       acquire();
       vacant[mine] = true;
       permits++;
       owner[mine] = NOBODY;
       task[mine] = NOTHING;
       release()
     }
#ifndef BREAK_PUMP_WHEN_CLOSED
     pump();
#endif
     running--
  od
}
#endif

init {
  byte i;
  atomic {
    for (i : 0 .. SLOTS - 1) {
#ifdef CAPACITY
      vacant[i] = true;
      owner[i] = NOBODY;
      permits++;
      run Worker(OTHER, i)
#else
      idle[i] = true
#endif
    }
    for (i : 1 .. THREADS) {
      handed[i] = NONE;
      running++;
      run Borrower(i)
    }
#ifdef DRAIN
    running++;
    run Drainer(OTHER);
#endif
#ifdef RECLAIM
    running++;
    run Reclaimer(OTHER);
#endif
    i = 0
  }
  /* Everybody has ended: nobody waits for ever. */
  running == 0 ->
  d_step {
    assert(!locked && size == 0 && head == NULL && empty(queue));
    assert(!ordered || closed);
    for (i : 0 .. SLOTS - 1) {
      if
      :: idle[i] -> assert(!closed)
      :: owner[i] == NOBODY
      :: else -> kept-- /* or it is lost */
      fi
    }
    assert(kept == 0)
#ifdef CAPACITY
    ;
    assert(connecting == 0)
#endif
  }
}
