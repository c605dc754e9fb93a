#!/bin/bash
# First process of a host's namespaces: lays a throw-away layer over this machine's root, leaves
# out what belongs to the machine, adds the user `claw`, and becomes systemd.
# Reads HOST_FOLDER, HOST_NAME, HOST_NETWORK (shared | own) and $HOST_FOLDER/binds ("FROM TO ro|rw" a line).
set -euo pipefail

layer=$HOST_FOLDER/layer
root=$layer/root

# The layer is memory that goes with the namespace: nothing to clean up, however we end.
mount --make-rprivate /
mount -t tmpfs -o mode=0755 layer "$layer"
mkdir "$layer/upper" "$layer/work" "$root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$layer/upper,workdir=$layer/work" "$root"

# /proc/sys and /sys read-only: the kernel's settings are the machine's, not the host's.
mount -t proc proc "$root/proc"
mount --bind "$root/proc/sys" "$root/proc/sys"
mount -o remount,bind,ro "$root/proc/sys"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"

mount -t tmpfs -o mode=0755 dev "$root/dev"
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts "$root/dev/pts"
mount -t tmpfs -o mode=1777 shm "$root/dev/shm"
for device in null zero full random urandom tty; do
  touch "$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
ln -s fd/0 "$root/dev/stdin"
ln -s fd/1 "$root/dev/stdout"
ln -s fd/2 "$root/dev/stderr"

mount -t tmpfs -o mode=0755 run "$root/run"
while read -r from to access; do
  if [ -d "$from" ]; then mkdir -p "$root$to"; else mkdir -p "$root$(dirname "$to")"; touch "$root$to"; fi
  mount --bind "$from" "$root$to"
  [ "$access" = rw ] || mount -o remount,bind,ro "$root$to"
done <"$HOST_FOLDER/binds"

# Names are resolved as on the machine, whatever wrote its files.
for file in resolv.conf hosts; do
  text=$(cat "/etc/$file" 2>/dev/null || true)
  rm -f "$root/etc/$file"
  printf '%s\n' "$text" >"$root/etc/$file"
done
hostname "$HOST_NAME"
printf '%s\n' "$HOST_NAME" >"$root/etc/hostname"
printf '127.0.1.1 %s\n' "$HOST_NAME" >>"$root/etc/hosts"
tr -d - </proc/sys/kernel/random/uuid >"$root/etc/machine-id"

# Only what a bare host runs: no services of the machine, no clock, network or device management.
: >"$root/etc/fstab"
rm -f "$root/.dockerenv"
rm -rf "$root"/etc/systemd/system/*.wants "$root"/etc/systemd/system/*.requires
mkdir -p "$root/etc/systemd/system"
for unit in systemd-networkd.service systemd-resolved.service systemd-timesyncd.service systemd-udevd.service \
  systemd-modules-load.service systemd-sysctl.service systemd-binfmt.service systemd-remount-fs.service \
  systemd-firstboot.service systemd-update-utmp.service systemd-update-utmp-runlevel.service \
  getty.target apt-daily.timer apt-daily-upgrade.timer; do
  ln -sf /dev/null "$root/etc/systemd/system/$unit"
done

# The user, lingering: its user manager starts with the host.
sed -i '/^claw:/d' "$root/etc/passwd" "$root/etc/group" "$root/etc/shadow"
echo 'claw:x:4242:4242::/home/claw:/bin/bash' >>"$root/etc/passwd"
echo 'claw:x:4242:' >>"$root/etc/group"
echo 'claw:*:20000:0:99999:7:::' >>"$root/etc/shadow"
mkdir -p "$root/var/lib/systemd/linger"
touch "$root/var/lib/systemd/linger/claw"

if [ "$HOST_NETWORK" = own ]; then
  # Loopback and an address like a tailnet's; no way out.
  ip link set lo up
  ip link add tailscale0 type veth peer name tailscale1
  ip addr add 100.122.114.36/32 dev tailscale0
  ip link set tailscale0 up
  ip link set tailscale1 up
fi

cd "$root"
mkdir run/old
pivot_root . run/old
umount -l /run/old
rmdir /run/old
exec env -i container=moltd-host PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
  /lib/systemd/systemd --system --unit=multi-user.target --log-target=journal
